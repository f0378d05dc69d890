# 表格订货页面
nav-import = 表格订货
import-subtitle = 上传或粘贴订货表，逐行核对后生成草稿
import-title = 新的表格
import-file = 选择文件（.xlsx、.xls、.csv）
import-paste = 或者粘贴表格
import-paste-hint = 商品名称	规格	数量
import-send = 读取
import-monthly = 按上个月的总量下一单
import-form = 下载我的订货单（.xlsx）
import-all = 全部表格
import-none = 还没有表格。
import-pasted = 粘贴的表格
import-made = { $ordered ->
        [0] 已生成 { $count } 张草稿，请到聊天里确认
       *[other] 已下单：{ $numbers }
    }
import-columns = 每一列是什么
import-column = 第 { $number } 列
import-header = 表头在第几行（0 为没有）
import-read-again = 按此重新读取
import-filter = 按状态筛选
import-every = 全部
import-no-rows = 这里没有行。
import-progress = 读取进度
import-again = 再导入一次：{ $what }
import-drafted = { $count ->
        [0] 没有生成草稿。
       *[other] 已生成 { $count } 张草稿，请到聊天里核对价格和库存后确认。
    }
import-code = 商品编码
import-qty = 数量
import-unit = 单位
import-unit-usual = 常用单位
import-unit-case = 箱
import-unit-inner = 中包
import-unit-base = 最小单位
import-take = 确认此行
import-leave-out = 不要此行
import-role-name = 商品名称
import-role-code = 商品编码
import-role-spec = 规格
import-role-brand = 品牌
import-role-unit = 单位
import-role-qty = 订货数量
import-role-note = 备注
import-role-other = 不使用
orders-export-csv = 导出 CSV
import-required = 订单的十二个必填字段
import-required-system = 系统填写：订单号、下单日期、客户、下单人、渠道。
import-required-draft = 草稿里按惯例填写：收货地、送货日，确认前都可以改。
import-required-prices = 按您的价格表：单价、金额。
import-required-table = 由表格给出：商品、数量、单位（没写就用常用单位）。哪一行缺什么写在那一行旁边，可以直接补。
import-missing = 还缺：{ $fields }
import-lacks = { $field } { $count } 行
import-row-missing = 缺：{ $fields }
