notice-bad_topic = 没有“{ $topic }”这类通知，可选：{ $known }。
notice-bad_connector = 不认识的通知渠道：{ $connector }。
notice-bad_hours = 免打扰时间请同时填写开始和结束。
# 通知正文
order-shipped = 订单 { $number } 的发货单 { $part } 已由{ $carrier }发出{ $tracked ->
        [yes] （运单号 { $tracking }）
       *[no] {""}
    }，预计 { $day } 送达。
order-delayed = 订单 { $number } 延迟送达，预计 { $day }。
order-delivered = 订单 { $number } 的发货单 { $part } 已送达{ $complete ->
        [no] ，拒收的货不收款
       *[yes] {""}
    }。
price-changed = { $product_zh } 调价：{ $before } → { $after }（{ $currency }，每{ $unit_zh }），{ $day } 起。
stock-near_expiry = { $product_zh } 有一批 { $day } 到期（还剩 { $days } 天），在 { $warehouse_zh }。
proposal-expiring = 您有一份待确认的内容，将在 { $minutes } 分钟后失效。
chat-staff_message = { $name }：{ $text }
chat-message = { $name }：{ $text }
chat-handed_over = { $name } 请人工回复：{ $text }
chat-unanswered = { $name } 已等候 { $minutes } 分钟，还没有人回复：{ $text }
chat-handed_back = { $name } 已把会话交还助手。
chat-left = { $name } 已回到助手，会话结束。
feedback-changed = 您的反馈 { $number } 有进展：{ $status }。{ $text }
ticket-opened = { $name } 提交了工单 { $number }：{ $text }
ticket-answered = 工单 { $number } 已答复（{ $name }）：{ $text }
ticket-closed = 工单 { $number } 已由 { $name } 关闭。
