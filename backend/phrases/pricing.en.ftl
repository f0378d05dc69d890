pricing-no_price = There is no price for { $skus } in your price lists.
pricing-bad_list = The price list "{ $price_list }" is not valid.
pricing-other_currency = The price list "{ $price_list }" is in { $currency }; this brand uses { $expected }.
