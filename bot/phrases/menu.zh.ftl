# 没听懂时或办不了时给的按钮；“-words”是按下后替人说的话
assistant-menu-order = 下单
assistant-menu-order-words = 我要下单
assistant-menu-orders = 我的订单
assistant-menu-orders-words = 我的订单
assistant-menu-credit = 我的额度
assistant-menu-credit-words = 我的额度还剩多少？
assistant-menu-abilities = 你能做什么？
assistant-menu-abilities-words = 你能做什么？
assistant-menu-person = 转人工
assistant-menu-person-words = 转人工
assistant-language-chosen = 好的，接下来用中文。
