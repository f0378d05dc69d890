catalog-no_sku = There is no product "{ $sku }".
catalog-no_unit = { $name_en } is not sold by the { $unit_en }.
catalog-broken_pack = { $qty } { $unit_en } of { $name_en } is not a whole number of pieces.
catalog-bad_row = Line { $line } of the catalogue cannot be read: column "{ $column }".
