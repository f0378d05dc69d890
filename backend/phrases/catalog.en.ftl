catalog-no_sku = There is no product "{ $sku }".
catalog-no_unit = { $sku } is not sold by { $unit }.
catalog-broken_pack = { $qty } { $unit } of { $sku } is not a whole number of pieces.
catalog-bad_row = Line { $line } of the catalogue cannot be read: column "{ $column }".
