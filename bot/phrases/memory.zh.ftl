# 您的叫法
mark-learned = 按您平时的叫法：{ $word }
choose-not-this = 不是这个
names-title = 您的叫法（{ $count }）
names-word = 叫法
names-from = 来自
names-unit = 默认按{ $unit }
names-source = { $last }
names-source-many = { $count } 张订单，首次 { $first }，最近 { $last }
names-faded = 很久没用，已不采用
names-forget = 忘掉
names-forget-words = 忘掉{ $word }
names-forgotten = 已忘掉：{ $words }。订单和草稿不受影响。
names-between = 、
names-none = 我还没有记住您的叫法。您选过或纠正过的叫法，订单确认后我会记住。
names-more = 还有 { $count } 个，在“叫法”页面可以看到。
names-hint = 只从您确认过的订单里学，只用于您公司的订单。
# 页面
nav-names = 叫法
names-subtitle = 我从您确认过的订单里记住的叫法，随时可以删掉
names-page-forget = 忘掉“{ $word }”
