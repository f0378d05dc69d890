demo-other_catalogue = 商品文件 { $file } 与演示公司文件中的商品不一致。
