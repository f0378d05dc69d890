pricing-no_price = There is no price for { $skus } in your price lists.
pricing-bad_list = The price list "{ $price_list }" is not valid.
pricing-other_currency = The price list "{ $price_list }" is in { $currency }; this brand uses { $expected }.
pricing-no_list = There is no price list "{ $price_list }".
pricing-unknown_goods = Price list "{ $price_list }" names products that are not in the catalogue: { $skus }.
pricing-bad_file = Row { $row } of the file cannot be read. It needs the headings "sku" and "price", and may have "from"; prices are per base unit.
