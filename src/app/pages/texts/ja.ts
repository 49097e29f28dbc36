import type { Texts } from './texts.ts';

export const ja: Texts = {
  signIn: {
    title: 'ログイン',
    lead: '{client} に進むにはログインしてください',
    choice: '{connection} で続ける',
    note: '選択したプロバイダーでログインします。パスワードがこのサイトに渡ることはありません。',
  },
  signUp: {
    title: 'アカウントの作成',
    lead: '{client} に進むには登録してください',
    choice: '{connection} で登録',
    note: 'プロバイダーにすでにお持ちのアカウントで登録します。パスワードがこのサイトに渡ることはありません。',
  },
  noConnections: {
    title: 'まだログインできません',
    text: '{client} には ID プロバイダーがまだ接続されていません。サービスの管理者が設定できます。',
  },
  error: {
    general: { title: '問題が発生しました', text: 'このページを表示できません。' },
    byCode: {
      unknown_client: {
        title: '不明なアプリケーション',
        text: 'このページへのリンクが示すアプリケーションは登録されていません。アプリケーションの管理者による修正が必要です。',
      },
      callback_mismatch: {
        title: 'ログインを続行できません',
        text: 'アプリケーションが、登録されていないアドレスに戻るよう求めました。アカウントを保護するため、ここで中止しました。',
      },
      transaction_unknown: {
        title: 'このログインは無効になりました',
        text: '期限が切れたか、すでに使用されたか、別のブラウザーで開始されたものです。',
      },
      logout_url_mismatch: {
        title: '指定された場所に戻れません',
        text: 'ログアウト後に戻るアドレスが登録されていません。',
      },
      invalid_request: {
        title: 'このリンクは使えません',
        text: 'このページへのリクエストが不完全か、正しくありません。',
      },
      access_denied: { title: 'アクセスが拒否されました', text: 'アクセスは許可されませんでした。' },
      idp_refused: {
        title: 'プロバイダーに拒否されました',
        text: 'ID プロバイダーでログインが完了しませんでした。キャンセルされたか、アカウントにアクセス権がない可能性があります。',
      },
      idp_unreachable: {
        title: 'プロバイダーが応答しません',
        text: '現在、ID プロバイダーに接続できません。',
      },
      idp_answer_invalid: {
        title: 'プロバイダーの応答が正しくありません',
        text: 'アカウントを保護するため、応答を受け付けませんでした。',
      },
      connection_misconfigured: {
        title: 'このログイン方法は正しく設定されていません',
        text: 'サービスの管理者による修正が必要です。',
      },
      user_blocked: {
        title: 'このアカウントはブロックされています',
        text: 'ここでは使用できません。サービスの管理者にお問い合わせください。',
      },
      ticket_unknown: {
        title: 'このリンクは無効になりました',
        text: '期限が切れたか、すでに使用されています。送信元に新しいリンクを依頼してください。',
      },
      invalid_request_uri: {
        title: 'このログインは無効になりました',
        text: '期限が切れたか、すでに使用されています。',
      },
      too_many_requests: {
        title: '試行回数が多すぎます',
        text: 'お使いのネットワークから短時間に多くのリクエストがありました。',
      },
      identity_conflict: {
        title: 'このアカウントを照合できません',
        text: '登録されているアカウントと安全に照合できません。サービスの管理者にお問い合わせください。',
      },
      server_error: {
        title: 'サーバー側で問題が発生しました',
        text: 'お客様の操作に誤りはありません。',
      },
      temporarily_unavailable: {
        title: 'しばらくしてからもう一度お試しください',
        text: '現在、サービスは応答できません。',
      },
    },
    startAgain:
      'アプリケーションに戻り、最初からやり直してください。解決しない場合は、下記の情報をアプリケーションの管理者にお知らせください。',
    askAgain:
      '少し待ってから、もう一度お試しください。解決しない場合は、下記の情報をサービスの管理者にお知らせください。',
    askAgainAt: '{time}にもう一度お試しいただけます。',
    tellOperator: 'アプリケーションの管理者による修正が必要です。下記の情報を管理者にお知らせください。',
    back: 'アプリケーションに戻る',
    tryAgain: 'もう一度試す',
    otherAccount: '別のアカウントを使う',
    support: 'ヘルプ',
    code: 'エラー',
    detail: '詳細',
    request: 'リクエスト',
    tracking: '追跡番号',
  },
  consent: {
    title: 'アクセスを許可しますか？',
    lead: '{client} が {tenant} のアカウントへのアクセスを求めています：',
    scopes: {
      openid: 'ご本人であることの確認',
      profile: '名前や写真などのプロフィールの表示',
      email: 'メールアドレスの表示',
      phone: '電話番号の表示',
      offline_access: 'お客様が操作していない間のアクセスの継続',
      'read:current_user':
        'プロフィール、リンク済みのアカウント、ログイン日時など、ここに保存されているお客様の情報すべての表示',
      'update:current_user_identities': 'お客様としてログインできるようになる別のアカウントのリンクと、その解除',
      'create:current_user_metadata': 'アカウントへの設定の追加',
      'update:current_user_metadata': 'アカウントの設定の変更',
      'delete:current_user_metadata': 'アカウントの設定の削除',
      'create:current_user_device_credentials': 'アカウントへのデバイスの登録',
      'delete:current_user_device_credentials': 'お客様のデバイスとアプリケーションのアクセスの停止',
    },
    atApi: '{api}：',
    account: '{account} としてログインしています。',
    allow: '許可する',
    deny: '許可しない',
  },
  link: {
    title: 'このアカウントを連携しますか？',
    lead: '{client} が、{connection} の {account} をアカウント {user} に連携することを求めています。',
    effect:
      '連携すると、そのアカウントでログインできる人は誰でも、あなたとしてログインできるようになります。ご自分のものでない場合は中止してください。',
    merges:
      'これはこれまで {tenant} の独立したアカウントでした。そのアカウントはなくなり、アプリケーションが保存しているデータが失われることがあります。',
    confirm: '連携する',
    cancel: '連携しない',
  },
  unlink: {
    title: 'アカウントの連携を解除しますか？',
    lead: '{client} が、{connection} のアカウントとアカウント {user} との連携の解除を求めています。',
    effect:
      '解除すると、そのアカウントではこれまでのようにログインできなくなり、アプリケーションはそのアカウントによるアクセスを失います。',
    choice: '{account} の連携を解除',
    cancel: '解除しない',
  },
  reconnect: {
    title: '{connection} アカウントの再接続',
    lead: '{requester} が、{connection} アカウントへのアクセスをもう一度許可するよう求めています。',
    account: '対象のアカウントは {account} です。ほかのアカウントは使用できません。',
    effect: '{connection} でログインし、アクセスを許可します。パスワードがこのサイトに渡ることはありません。',
    start: '{connection} に進む',
    wrong: {
      title: '別のアカウントでした',
      text: '{requester} に必要なのは、使用されたものとは別の {connection} アカウントです。何も変更されていません。',
    },
    expected: '必要なアカウントは {account} です。',
    missing: {
      title: 'まだ許可が不足しています',
      text: '{requester} に必要な許可の一部が {connection} で与えられませんでした。すべての項目をオンにして、もう一度お試しください。',
    },
    failed: 'アクセスは更新されませんでした。もう一度お試しいただけます。',
    done: {
      title: '{connection} アカウントが再接続されました',
      text: '{requester} は再びこのアカウントを利用できます。このページは閉じてかまいません。',
    },
  },
  signOut: {
    title: 'ログアウトしますか？',
    lead: '{tenant} のセッションが終了します。',
    leadForClient: '{client} が {tenant} のセッションの終了を求めています。',
    confirm: 'ログアウト',
    stay: 'ログインしたままにする',
  },
  signedOut: {
    title: 'ログアウトしました',
    text: '{tenant} のセッションは終了しました。',
    note: '共有の端末では、ID プロバイダーからもログアウトするか、ブラウザーを閉じてください。',
  },
  stillSignedIn: { title: 'ログインしたままです', text: 'このページは閉じてかまいません。' },
  back: '続ける',
  backToClient: '{client} に戻る',
  formPost: {
    title: 'お待ちください',
    text: 'アプリケーションに戻っています…',
    withoutScript: 'このブラウザーではスクリプトが無効になっています。ボタンを押して続けてください。',
    button: '続ける',
  },
  webMessage: { title: '完了', text: 'このウィンドウを閉じてかまいません。' },
};
