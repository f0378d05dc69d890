# 表格
table-title = 表格 { $name }
table-counts = { $ok } 行已明确，{ $ask } 行待确认，{ $reject } 行无法识别
table-skipped = { $count } 行不是商品或没有订货（空行、合计、隐藏行等）
table-unread = 还有 { $count } 行正在读取。
table-page = 在这里逐行处理：{ $address }
table-row = 第 { $row } 行：{ $said }
table-draft = 把 { $count } 行做成草稿
table-draft-partly = 只用明确的 { $count } 行做成草稿
table-say-draft = 把表格做成草稿
table-say-partly = 只用明确的行做成草稿
table-say-again = 把表格再导入一次做成草稿
table-say-partly-again = 只用明确的行做成草稿，再导入一次
table-earlier = 同样的表格已于 { $time } 由 { $by } 导入过{ $ordered ->
        [0] ，已生成草稿
       *[other] ，订单 { $numbers }
    }。
table-export = { $dated ->
        [0] {""}
       *[other] { $days }{" "}
    }共 { $count } 张订单{ $priced ->
        [0] {""}
       *[other] ，合计 { $totals }
    }，文件在这里：{ $address }
table-export-none = 没有这样的订单，没有可导出的内容。
table-form = 您的订货单模板（您的商品和价格，近期买过的在前）：/import/order-form.xlsx 填好最后一列发回来即可。
table-month = { $month } 共 { $orders } 张订单，汇总为 { $lines } 种商品：
table-month-gone = 有 { $count } 种商品已不再销售，没有放进来：{ $names }。
table-status-ok = 已明确
table-status-ask = 待确认
table-status-reject = 无法识别
table-status-skip = 略过
table-status-unread = 读取中
table-why-none = {""}
table-why-ambiguous = 可能是：{ $names }
table-why-likely = 相近的有：{ $names }
table-why-code-name = 编码与名称不一致：{ $names }
table-why-unit = 单位看不懂或没有这种包装
table-why-pack = 每箱数量与商品不一致
table-why-large = 数量很大，请确认
table-why-unusual = 比平时多很多，是不是 { $likely }？
table-why-broken = 数量不能折成整数的最小单位
table-why-unclear-qty = 数量不明确
table-why-formula = 数量是公式，没有数值
table-why-unknown = 没有找到这个商品
table-why-not-sold = 已不再销售
table-why-no-product = 没有商品名称或编码
table-why-no-qty = 没有数量
table-why-negative = 数量小于零
table-why-called-off = 备注说不要了
table-why-free = 要求免费或作赠品，订单定不了
table-why-blank = 空行
table-why-total = 合计行
table-why-heading = 表头
table-why-hidden = 隐藏行
table-why-not-ordered = 没有订货
table-why-remark = 备注
table-why-left-out = 您选择了不要
table-why-by-history = 按您平时买的
table-why-by-person = 由您确认
table-why-spelling = 名称有错字，按相近的读
