import type { Texts } from './texts.ts';

export const zh: Texts = {
  signIn: {
    title: '登录',
    lead: '以继续使用 {client}',
    choice: '使用 {connection} 继续',
    note: '您将在所选的提供商处登录，密码不会离开那里。',
  },
  signUp: {
    title: '创建账户',
    lead: '以继续使用 {client}',
    choice: '使用 {connection} 注册',
    note: '您将使用在提供商处已有的账户注册，密码不会离开那里。',
  },
  noConnections: {
    title: '暂时无法登录',
    text: '{client} 尚未连接任何身份提供商。此服务的管理员可以进行设置。',
  },
  error: {
    general: { title: '出了点问题', text: '无法显示此页面。' },
    byCode: {
      unknown_client: {
        title: '未知的应用',
        text: '您打开的链接指向一个未知的应用，需要由该应用的管理员更正。',
      },
      callback_mismatch: {
        title: '无法继续登录',
        text: '该应用要求返回一个未为其登记的地址。为保护您的账户，登录已在此停止。',
      },
      transaction_unknown: {
        title: '此次登录已失效',
        text: '它已过期、已被使用，或是在另一个浏览器中开始的。',
      },
      logout_url_mismatch: {
        title: '无法带您返回该地址',
        text: '退出登录后要返回的地址未登记。',
      },
      invalid_request: {
        title: '此链接无效',
        text: '您打开的请求不完整或无效。',
      },
      access_denied: { title: '访问被拒绝', text: '您没有获得访问权限。' },
      idp_refused: {
        title: '提供商已拒绝',
        text: '身份提供商未完成登录。登录可能已被取消，或您的账户没有访问权限。',
      },
      idp_unreachable: {
        title: '提供商没有响应',
        text: '目前无法连接到身份提供商。',
      },
      idp_answer_invalid: {
        title: '提供商的响应无效',
        text: '为保护您的账户，我们没有接受该响应。',
      },
      connection_misconfigured: {
        title: '此登录方式未正确设置',
        text: '需要由此服务的管理员更正。',
      },
      user_blocked: {
        title: '此账户已被停用',
        text: '无法在此使用该账户。请联系此服务的管理员。',
      },
      ticket_unknown: {
        title: '此链接已失效',
        text: '它已过期或已被使用。向您发送链接的人可以再发送一个新链接。',
      },
      invalid_request_uri: { title: '此次登录已失效', text: '它已过期或已被使用。' },
      too_many_requests: {
        title: '尝试次数过多',
        text: '您的网络在短时间内发出了过多请求。',
      },
      identity_conflict: {
        title: '无法匹配此账户',
        text: '无法将它安全地匹配到此处已有的账户。请联系此服务的管理员。',
      },
      server_error: { title: '我们这边出了问题', text: '这不是您的操作造成的。' },
      temporarily_unavailable: {
        title: '请稍后重试',
        text: '服务暂时无法响应。',
      },
    },
    startAgain: '请返回应用并重新开始。如果问题仍然存在，请将下面的信息提供给该应用的管理员。',
    askAgain: '请稍等片刻，然后重试。如果问题仍然存在，请将下面的信息提供给此服务的管理员。',
    askAgainAt: '您可以在{time}重试。',
    tellOperator: '只有该应用的管理员才能更正此问题。请将下面的信息提供给他们。',
    back: '返回应用',
    tryAgain: '重试',
    otherAccount: '使用其他账户',
    support: '获取帮助',
    code: '错误',
    detail: '详细信息',
    request: '请求',
    tracking: '跟踪编号',
  },
  consent: {
    title: '允许访问吗？',
    lead: '{client} 请求访问您在 {tenant} 的账户：',
    scopes: {
      openid: '确认您的身份',
      profile: '查看您的个人资料，例如姓名和头像',
      email: '查看您的电子邮件地址',
      phone: '查看您的电话号码',
      offline_access: '在您离开时保持此访问权限',
    },
    atApi: '在 {api}：',
    account: '您当前以 {account} 的身份登录。',
    allow: '允许',
    deny: '不允许',
  },
  link: {
    title: '要关联此账户吗？',
    lead: '{client} 请求将 {connection} 的 {account} 关联到您的账户 {user}。',
    effect: '关联后，能用该账户登录的任何人都可以以您的身份登录。如果它不是您的账户，请不要继续。',
    merges: '它目前是 {tenant} 的一个独立账户。该账户将不复存在，应用保存在其中的数据可能会丢失。',
    confirm: '关联账户',
    cancel: '不关联',
  },
  unlink: {
    title: '要解除账户关联吗？',
    lead: '{client} 请求解除 {connection} 的一个账户与您的账户 {user} 的关联。',
    effect: '您将不能再像以前一样用它在此登录，应用也会失去通过它获得的访问权限。',
    choice: '解除关联 {account}',
    cancel: '保留',
  },
  reconnect: {
    title: '重新连接您的 {connection} 账户',
    lead: '{requester} 请您再次允许访问您的 {connection} 账户。',
    account: '所需的账户是 {account}，不接受其他账户。',
    effect: '您将在 {connection} 登录并在那里允许访问，密码不会离开那里。',
    start: '前往 {connection}',
    wrong: {
      title: '这是另一个账户',
      text: '{requester} 需要的 {connection} 账户与您刚才使用的不同。未作任何更改。',
    },
    expected: '所需的账户是 {account}。',
    missing: {
      title: '仍缺少部分权限',
      text: '您在 {connection} 没有允许 {requester} 所需的全部权限。请重试，并保持所有选项处于开启状态。',
    },
    failed: '访问权限未能更新。您可以重试。',
    done: {
      title: '您的 {connection} 账户已重新连接',
      text: '{requester} 可以像以前一样使用它。您可以关闭此页面。',
    },
  },
  signOut: {
    title: '要退出登录吗？',
    lead: '这将结束您在 {tenant} 的会话。',
    leadForClient: '{client} 请求结束您在 {tenant} 的会话。',
    confirm: '退出登录',
    stay: '保持登录',
  },
  signedOut: {
    title: '您已退出登录',
    text: '您在 {tenant} 的会话已结束。',
    note: '如果使用的是共用设备，请同时退出身份提供商，或关闭浏览器。',
  },
  stillSignedIn: { title: '您仍处于登录状态', text: '您可以关闭此页面。' },
  back: '继续',
  backToClient: '返回 {client}',
  formPost: {
    title: '请稍候',
    text: '正在返回应用…',
    withoutScript: '此浏览器已停用脚本。请按按钮继续。',
    button: '继续',
  },
  webMessage: { title: '完成', text: '您可以关闭此窗口。' },
};
