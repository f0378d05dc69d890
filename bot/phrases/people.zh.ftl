# 转人工
people-handed-over = 已转给人工，前面的对话和您的草稿会一并带上。
people-already = 这个会话已经在等人工回复。
people-on-duty = 同事在班，会尽快在这里回复您。
people-off-duty = 现在不在上班时间（{ $opens }–{ $closes }），最早 { $when } 回复您。
people-closed = 现在不在上班时间（{ $opens }–{ $closes }），上班后回复您。
people-silent = 在此期间助手不再作答；想回到助手，随时说一声。
people-back = 回到助手
people-back-words = 回到助手
people-handed-back = 好的，助手回来了，请接着说。之前待确认的内容都没有变动。
people-not-handed-over = 现在就是助手在为您服务。
people-waiting = 已转达，同事会在这里回复您。
# 反馈
feedback-taken = 您的反馈已记录，谢谢。
feedback-taken-as = 您的反馈已记录，编号 { $number }，谢谢。处理有进展时会告诉您。
feedback-status-new = 新反馈
feedback-status-read = 已阅
feedback-status-planned = 已列入计划
feedback-status-done = 已完成
feedback-status-declined = 暂不处理
# 通知
topic-orders = 订单通知
topic-prices = 价格通知
topic-expiry = 临期通知
topic-reminders = 确认提醒
topic-feedback = 反馈进展
topic-all = 全部通知
notices-now-off = 好的，不再推送{ $topic }。
notices-now-on = 好的，已恢复{ $topic }。
notices-on-words = 恢复{ $topic }
notices-off-words = 关闭{ $topic }
notice-show-order = 查看订单 { $number }
notice-show-again = 再看一下草稿
notice-ask-price = { $product }多少钱
notice-ask-stock = { $product }还有多少库存
