pricing-no_price = 您的价目表中没有 { $skus } 的价格。
pricing-bad_list = 价目表“{ $price_list }”无效。
pricing-other_currency = 价目表“{ $price_list }”的货币是 { $currency }，本品牌用的是 { $expected }。
pricing-no_list = 没有价目表“{ $price_list }”。
pricing-unknown_goods = 价目表“{ $price_list }”里有没见过的商品编号：{ $skus }。
pricing-bad_file = 文件第 { $row } 行读不懂。需要表头“商品编号”和“单价”，可选“起订量”，价格按最小单位。
