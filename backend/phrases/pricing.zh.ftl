pricing-no_price = 您的价目表中没有 { $skus } 的价格。
pricing-bad_list = 价目表“{ $price_list }”无效。
pricing-other_currency = 价目表“{ $price_list }”的货币是 { $currency }，本品牌用的是 { $expected }。
