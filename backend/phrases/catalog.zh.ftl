catalog-no_sku = 没有商品“{ $sku }”。
catalog-no_unit = { $name_zh } 不按{ $unit_zh }销售。
catalog-broken_pack = { $name_zh } 的 { $qty } { $unit_zh }不是整数件。
catalog-bad_row = 商品表第 { $line } 行无法读取:列“{ $column }”。
