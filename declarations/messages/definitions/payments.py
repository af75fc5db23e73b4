"""The payment voucher, CEB411, and its receipt, CEB412."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

PAYMENT_HEAD = entity(
    "PaymentHead",
    zh="支付凭证",
    en="Payment voucher",
    table="""
        guid             | C36      | R | -     | - | Unique serial number         | 系统唯一序号
        appType          | C1       | R | 1 2 3 | - | Submission type              | 报送类型
        appTime          | D14      | R | -     | - | Submission time              | 报送时间
        appStatus        | C..3     | R | 1 2   | - | Business status              | 业务状态
        payCode          | C..18    | R | -     | - | Payment company code         | 支付企业代码
        payName          | T..100   | R | -     | - | Payment company name         | 支付企业名称
        payTransactionId | C..60    | R | -     | - | Payment serial number        | 支付交易编号
        orderNo          | C..60    | R | -     | - | Order number of the platform | 订单编号
        ebpCode          | C..18    | R | -     | - | Platform code                | 电商平台代码
        ebpName          | T..100   | R | -     | - | Platform name                | 电商平台名称
        payerIdType      | C1       | R | 1     | - | Payer ID type                | 支付人证件类型
        payerIdNumber    | C..60    | R | -     | P | Payer ID number              | 支付人证件号码
        payerName        | T..60    | R | -     | P | Payer name                   | 支付人姓名
        telephone        | C0..60   | O | -     | P | Payer phone                  | 支付人电话
        amountPaid       | N19,5    | R | -     | - | Amount paid                  | 支付金额
        currency         | C3       | R | 142   | - | Currency                     | 币制
        payTime          | D14      | R | -     | - | Payment time                 | 支付时间
        note             | T0..1000 | O | -     | - | Remark                       | 备注
    """,
)

PAYMENT_RECEIPT = entity(
    "PaymentReturn",
    zh="支付凭证回执",
    en="Payment receipt",
    table="""
        guid             | C36     | R | - | - | Unique serial number  | 系统唯一序号
        payCode          | C..18   | R | - | - | Payment company code  | 支付企业代码
        payTransactionId | C..60   | R | - | - | Payment serial number | 支付交易编号
        returnStatus     | C..10   | R | - | - | Receipt status        | 回执状态
        returnTime       | D17     | R | - | - | Receipt time          | 回执时间
        returnInfo       | T..1000 | R | - | - | Receipt text          | 回执信息
    """,
)

MESSAGES = (
    MessageDef(
        "411", "支付凭证", "Payment voucher", "Payment", PAYMENT_HEAD, None, "412", Signing.OPTIONAL, True
    ),
    MessageDef("412", "支付凭证回执", "Payment receipt", "PaymentReturn", PAYMENT_RECEIPT),
)
