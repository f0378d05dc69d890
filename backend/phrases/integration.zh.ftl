integration-no_file = 找不到文件 { $file }。
integration-unknown_format = { $file } 既不是 .parquet 也不是 .csv 文件。
integration-bad_file = 无法读取 { $file }:{ $detail }
integration-missing_columns = { $file } 缺少列:{ $columns }。
integration-no_orders = { $file } 里没有可以成为订单的行。
integration-not_empty = 这个数据库里已经有公司数据。导入历史订单会建立自己的公司,请换一个新的数据库。
integration-code_taken = 商品"{ $first }"与"{ $second }"会得到同一个编码。
