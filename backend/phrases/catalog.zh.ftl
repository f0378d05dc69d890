catalog-no_sku = 没有商品“{ $sku }”。
catalog-no_unit = { $sku } 不按 { $unit } 销售。
catalog-broken_pack = { $sku } 的 { $qty } { $unit } 不是整数件。
catalog-bad_row = 商品表第 { $line } 行无法读取:列“{ $column }”。
