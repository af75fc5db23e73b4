"""The electronic order, CEB311, and its receipt, CEB312."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

ORDER_HEAD = entity(
    "OrderHead",
    zh="电子订单表头",
    en="Order head",
    table="""
        guid               | C36      | R | -     | - | Unique serial number         | 系统唯一序号
        appType            | C1       | R | 1 2 3 | - | Submission type              | 报送类型
        appTime            | D14      | R | -     | - | Submission time              | 报送时间
        appStatus          | C..3     | R | 1 2   | - | Business status              | 业务状态
        orderType          | C1       | R | I     | - | Order type                   | 订单类型
        orderNo            | C..60    | R | -     | - | Order number of the platform | 订单编号
        ebpCode            | C..18    | R | -     | - | Platform code                | 电商平台代码
        ebpName            | T..100   | R | -     | - | Platform name                | 电商平台名称
        ebcCode            | C..18    | R | -     | - | Merchant code                | 电商企业代码
        ebcName            | T..100   | R | -     | - | Merchant name                | 电商企业名称
        goodsValue         | N19,5    | R | -     | - | Goods value                  | 商品价格
        freight            | N19,5    | R | -     | - | Freight and other charges    | 运杂费
        discount           | N19,5    | R | -     | - | Non-cash deduction           | 非现金抵扣金额
        taxTotal           | N19,5    | R | -     | - | Tax withheld in advance      | 代扣税款
        acturalPaid        | N19,5    | R | -     | - | Amount actually paid         | 实际支付金额
        currency           | C3       | R | 142   | - | Currency                     | 币制
        buyerRegNo         | T..60    | R | -     | P | Account at the platform      | 订购人注册号
        buyerName          | T..60    | R | -     | P | Orderer real name            | 订购人姓名
        buyerTelephone     | C..30    | R | -     | P | Orderer phone                | 订购人电话
        buyerIdType        | C1       | R | 1     | - | Orderer ID type              | 订购人证件类型
        buyerIdNumber      | C..60    | R | -     | P | Orderer ID number            | 订购人证件号码
        payCode            | C0..18   | O | -     | - | Payment company code         | 支付企业代码
        payName            | T0..100  | O | -     | - | Payment company name         | 支付企业名称
        payTransactionId   | C0..60   | O | -     | - | Payment serial number        | 支付交易编号
        batchNumbers       | T0..100  | O | -     | - | Goods batch number           | 商品批次号
        consignee          | T..100   | R | -     | P | Consignee name               | 收货人姓名
        consigneeTelephone | C..50    | R | -     | P | Consignee phone              | 收货人电话
        consigneeAddress   | T..200   | R | -     | P | Consignee address            | 收货地址
        consigneeDistrict  | C6       | O | -     | - | Consignee district           | 收货地址行政区划代码
        note               | T0..1000 | O | -     | - | Remark                       | 备注
    """,
)

ORDER_LINE = entity(
    "OrderList",
    zh="电子订单商品",
    en="Order line",
    table="""
        gnum         | I        | R | -   | - | Line number                | 商品序号
        itemNo       | C0..30   | O | -   | - | Merchant SKU               | 企业商品货号
        itemName     | T..250   | R | -   | - | Goods name on the platform | 企业商品名称
        gmodel       | T..510   | R | -   | - | Specification              | 商品规格型号
        itemDescribe | T0..1000 | O | -   | - | Platform description       | 企业商品描述
        barCode      | T0..50   | O | -   | - | Bar code                   | 条形码
        unit         | C3       | R | -   | - | Declared unit              | 计量单位
        qty          | N19,5    | R | -   | - | Declared quantity          | 数量
        price        | N19,5    | R | -   | - | Unit price                 | 单价
        totalPrice   | N19,5    | R | -   | - | Total price                | 总价
        currency     | C3       | R | 142 | - | Currency                   | 币制
        country      | C3       | R | -   | - | Country                    | 原产国
        note         | T0..1000 | O | -   | - | Remark                     | 备注
    """,
)

ORDER_RECEIPT = entity(
    "OrderReturn",
    zh="电子订单回执",
    en="Order receipt",
    table="""
        guid         | C36     | R | - | - | Unique serial number         | 系统唯一序号
        ebpCode      | C..18   | R | - | - | Platform code                | 电商平台代码
        ebcCode      | C..18   | R | - | - | Merchant code                | 电商企业代码
        orderNo      | C..60   | R | - | - | Order number of the platform | 订单编号
        returnStatus | C..10   | R | - | - | Receipt status               | 回执状态
        returnTime   | D17     | R | - | - | Receipt time                 | 回执时间
        returnInfo   | T..1000 | R | - | - | Receipt text                 | 回执信息
    """,
)

MESSAGES = (
    MessageDef(
        "311", "电子订单", "Electronic order", "Order", ORDER_HEAD, ORDER_LINE, "312", Signing.OPTIONAL, True
    ),
    MessageDef("312", "电子订单回执", "Order receipt", "OrderReturn", ORDER_RECEIPT),
)
