"""Attempts to change price, credit, identity or rules by words. They never become lines; the flag is for the record and the reply.

No protection by itself: prices and credit are no parameters of any use case. The patterns keep such clauses out of the order lines.
"""

import re

_PATTERNS = (
    (
        r"(?:忽略|无视|忘掉|忘记|不要管|跳过|绕过|抛开|不用遵守|别管|覆盖|取消)(?:掉|了|你|你的|我|之前|以前|以上|上面|前面|所有|全部|一切|系统|任何|的|原来|那些|这些|先前|当前)*(?:规则|指令|指示|设定|限制|要求|提示词?|约束|命令|内容|规定|"
        r"政策|流程|审批|审核|校验)"
    ),
    (
        r"(?:ignore|disregard|forget|override|bypass|skip|drop|discard)\s+(?:all|any|your|the|my|these|those|every|of|previous|prior|above|earlier|"
        r"existing|system|safety|approval|credit|company|normal|usual|\s)*(?:rules?|instructions?|prompts?|guidelines?|restrictions?|policy|policies|"
        r"limits?|checks?|approvals?|directions|commands|constraints)"
    ),
    r"(?:把|将)?[^,.;!?]{0,20}(?:价格|单价|价钱|售价|售价|总价|金额)[^,.;!?]{0,8}(?:改成|改为|改到|设为|设成|调成|调为|调到|变成|降到|降为|归零|清零|按|算成|写成|填|锁定)",
    r"(?:免费|白送|零元|0元|一分钱|不要钱|不收钱)[^,.;!?]{0,6}(?:给我|发|送|下单|算|购|拿)|(?:给我|发|送|下单|算)[^,.;!?]{0,10}(?:免费|零元购|0元|不要钱|不收钱)",
    r"按[^,.;!?]{0,10}(?:\d[\d.]*|[零一二三四五六七八九十百两]+)(?:元|块|毛|折)[^,.;!?]{0,8}(?:算|结算|结|下单|给我|开单|计|收|走|卖|卖给我)|按[^,.;!?]{0,4}(?:\d[\d.]*|[一二三四五六七八九])折",
    (
        r"(?:set|change|make|update|override|adjust|put|drop|mark|reduce|lower|modify|edit|force|fix)\s[^,.;!?]{0,30}?\b(?:prices?|unit price|cost|total|"
        r"discount|rate)\b\s*(?:per \w+ )?(?:to|at|as|=|down)"
    ),
    (
        r"\b(?:prices?|unit[_ ]price|discount|total)\s*(?:=|:=|:|->)\s*[$¥]?\d|\bcharge\s(?:me|us)\s[^,.;!?]{0,12}(?:\d|zero|nothing|half)|\b(?:zero|"
        r"0) (?:price|cost)|\bprice (?:is )?(?:now )?(?:zero|0)\b|\b(?:100|[5-9]\d)\s?% (?:discount|off)\b|\bfor free\b|\bfree of charge\b|\bapply (?:a |"
        r"an )?\d+\s?% discount"
    ),
    (
        r"\b(?:invoice|bill)\s(?:me|us|it)\s[^,.;!?]{0,20}(?:at|for)\s[¥$]?\d|\bat\s[¥$€£]?\d+(?:\.\d+)?\s?(?:yuan|rmb|each|per|a|/)\s?(?:case|bottle|can|"
        r"piece|unit)?\b(?=[^,.;!?]{0,20}(?:instead of|not the list|or else|no more))"
    ),
    (
        r"(?:信用额度|信用|授信|额度|账期|欠款|余额|应收|预付款)[^,.;!?]{0,12}(?:改成|改为|调到|调成|调高|提高到|提到|提升到|设为|设成|增加到|清零|归零|无限|不限|加到|取消|解除|变成|抹掉|删掉|免掉)|(?:改|调高|提高|提升|解除|取消|清掉|"
        r"清零|抹掉|删除|免除)[^,.;!?]{0,8}(?:信用额度|授信|信用限制|额度|欠款|账期|逾期)"
    ),
    (
        r"(?:raise|increase|set|change|remove|lift|clear|reset|extend|update|bump|wipe|double|make|unlock|give me|grant)\s[^,.;!?]{0,24}\b(?:credit|"
        r"credit limit|credit line|overdue|balance|debt|receivables?|payment terms)\b|\bcredit(?:[_ ]limit)?\s*(?:=|:=|:|->)\s*\d|\b(?:unlimited|"
        r"infinite) credit"
    ),
    (
        r"(?:我|本人|我们)(?:现在|其实|今天|才|就|已经)?(?:是|变成|作为|成了)(?:你们?的?|品牌|公司|系统|平台|超级|大区|总部|省区|销售|财务|区域|本|新任|新来的|这个)*(?:品牌经理|管理员|经理|总监|老板|开发者|开发人员|工程师|超级用户|总经理|"
        r"财务|审批人|负责人|董事长|ceo|admin|root)"
    ),
    (
        r"\b(?:i am|i'm|act as|acting as|pretend (?:to be|i am|you are|that)|you are now|you're now|treat me as|from now on you|assume (?:i am|that i am|"
        r"the role)|this is)\b[^,.;!?]{0,25}\b(?:admin|administrator|brand manager|the manager|manager|developer|root|superuser|owner|ceo|cfo|system|"
        r"another dealer|finance|director|dan|unrestricted|approver)\b"
    ),
    r"(?:以|用|冒充|假装是?|切换到|切换成|换成|换到|登录|代表)[^,.;!?]{0,10}(?:的身份|的账号|的账户|的名义|管理员模式|管理员身份|管理员账号|开发者模式|经理身份|别的经销商|其他经销商|另一个经销商)",
    (
        r"(?:switch|log ?in|act|order|login|log me in|sign me in|place (?:this|it))\s(?:to|as|on behalf of|under)\s[^,.;!?]{0,20}(?:admin|manager|account|"
        r"another dealer|other dealer|identity|mode|dealer)|\b(?:developer|admin|god|debug|maintenance|sudo) mode\b|\bsudo\b"
    ),
    r"(?:跳过|绕过|免掉|不用|不需要|无需|取消|关闭|省略|免除|不走)(?:掉|了)?(?:任何|所有|一切|你们的?|这个|经理|人工|信用|额度|系统)*(?:审批|审核|信用检查|信用校验|风控|授权|确认流程|权限检查|额度检查|信用控制|校验|检查)",
    (
        r"(?:without|no need for|skip|bypass|turn off|disable|switch off|avoid|waive)\s(?:the |any |all |your |my |an? )*(?:approval|review|credit check|"
        r"credit control|checks?|confirmation step|safety|verification|authori[sz]ation|guardrails?|hold)"
    ),
    (
        r"(?:reveal|show|print|output|repeat|leak|dump|tell me|display|give me)\s[^,.;!?]{0,25}(?:system prompt|hidden prompt|instructions|"
        r"other dealers?'?s?|another dealer'?s?|everyone'?s prices|secret|password|api key|token|database)|(?:显示|告诉我|输出|泄露|打印|说出|给我看|查出|导出|"
        r"透露)[^,.;!?]{0,12}(?:系统提示|提示词|指令内容|其他经销商|别的经销商|别家|密码|密钥|令牌|数据库|底价|成本价)"
    ),
    (
        r"(?:system|assistant|developer|admin|系统|管理员)\s*(?:override|prompt|message|note|notice|command|指令|消息|提示|通知|公告|命令)?\s*(?::|>|\])\s*\S|"
        r"<\s*/?\s*(?:system|instructions?|admin|information)\b|\[(?:system|inst|admin)|###\s*(?:system|instruction)"
    ),
    (
        r"(?:直接|自动|立刻|马上)?(?:通过|批准|放行)(?:我的|这个|这张|所有|本)+(?:订单|单子|申请|审批)|(?:approve|release|auto-?approve)\s(?:my|this|all|the|our)\s(?:own\s)?(?:orders?|"
        r"request|hold)"
    ),
    r"(?:new|updated?)\s(?:rule|policy|instruction)s?\s*(?::|from|is|are|say)|(?:新规则|新规定|新指令|新政策|最新规定|从现在开始|从现在起)[^,.;!?]{0,14}(?:规则|你|价格|免费|必须|都按|不用|一律|0)",
    (
        r"(?:ignore|disregard|override|overwrite|bypass|edit|rewrite|change)\s+(?:the |your |our |my )?(?:price list|pricing|price book|list prices?|"
        r"contract prices?|discount table)"
    ),
    r"(?:欠款|欠账|欠的钱|逾期|账款|应付|账|债)[^,.;!?]{0,8}(?:清零|清掉|抹掉|抹了|一笔勾销|免了|免掉|消掉|删掉|归零|作废)",
    r"\b(?:is|are|costs?)\s+(?:now\s+)?[¥$]?\d+(?:\.\d+)?\s?(?:yuan|rmb|dollars?)?\s(?:from today|from now on|effective|starting now)",
    r"(?:delete|drop|truncate|update)\s+(?:table|from|orders set|prices set)\b|;\s*(?:drop|delete|update)\s+\w+",
)
_ATTEMPT = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_PRICE_CLAUSE = re.compile(r"价格|单价|价钱|折|\bprices?\b|\bcost\b|discount|credit|额度|信用")


def attempts_in(text: str) -> list[tuple[int, int]]:
    """Stretches of the normalised text that try to change price, credit, identity or rules."""
    return [match.span() for match in _ATTEMPT.finditer(text)]
