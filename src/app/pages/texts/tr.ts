import type { Texts } from './texts.ts';

// A suffix would follow the sounds of a name that nobody knows here, so that a noun after the name carries it.
export const tr: Texts = {
  signIn: {
    title: 'Oturum açın',
    lead: '{client} uygulamasına devam etmek için',
    choice: '{connection} ile devam et',
    note: 'Seçtiğiniz sağlayıcıda oturum açarsınız. Parolanız orada kalır.',
  },
  signUp: {
    title: 'Hesabınızı oluşturun',
    lead: '{client} uygulamasına devam etmek için',
    choice: '{connection} ile kaydol',
    note: 'Bir sağlayıcıda zaten bulunan hesabınızla kaydolursunuz. Parolanız orada kalır.',
  },
  noConnections: {
    title: 'Henüz oturum açılamıyor',
    text: '{client} uygulamasına henüz bir kimlik sağlayıcısı bağlanmamış. Bunu hizmetin yöneticileri yapabilir.',
  },
  error: {
    general: { title: 'Bir sorun oluştu', text: 'Bu sayfa gösterilemiyor.' },
    byCode: {
      unknown_client: {
        title: 'Bilinmeyen uygulama',
        text: 'Sizi buraya getiren bağlantı, burada tanınmayan bir uygulamayı gösteriyor. Bağlantıyı uygulamanın yöneticileri düzeltmelidir.',
      },
      callback_mismatch: {
        title: 'Bu oturum açma işlemi sürdürülemiyor',
        text: 'Uygulama, kendisi için kayıtlı olmayan bir adrese dönmek istedi. Hesabınızı korumak için burada durduk.',
      },
      transaction_unknown: {
        title: 'Bu oturum açma işlemi artık açık değil',
        text: 'Süresi dolmuş, daha önce kullanılmış ya da başka bir tarayıcıda başlatılmış.',
      },
      logout_url_mismatch: {
        title: 'Sizi oraya geri götüremiyoruz',
        text: 'Oturum kapatıldıktan sonra dönülecek adres kayıtlı değil.',
      },
      invalid_request: {
        title: 'Bu bağlantı çalışmıyor',
        text: 'Sizi buraya getiren istek eksik ya da geçersiz.',
      },
      access_denied: { title: 'Erişim reddedildi', text: 'Size erişim izni verilmedi.' },
      idp_refused: {
        title: 'Sağlayıcı reddetti',
        text: 'Kimlik sağlayıcısı oturum açma işlemini tamamlamadı. İşlem iptal edilmiş olabilir ya da hesabınızın erişim izni olmayabilir.',
      },
      idp_unreachable: {
        title: 'Sağlayıcı yanıt vermiyor',
        text: 'Kimlik sağlayıcısına şu anda ulaşılamıyor.',
      },
      idp_answer_invalid: {
        title: 'Sağlayıcının yanıtı geçersiz',
        text: 'Hesabınızı korumak için bu yanıtı kabul etmedik.',
      },
      connection_misconfigured: {
        title: 'Bu oturum açma yöntemi doğru ayarlanmamış',
        text: 'Bunu bu hizmetin yöneticileri düzeltmelidir.',
      },
      user_blocked: {
        title: 'Bu hesap engellenmiş',
        text: 'Burada kullanılamaz. Lütfen bu hizmetin yöneticilerine başvurun.',
      },
      ticket_unknown: {
        title: 'Bu bağlantı artık geçerli değil',
        text: 'Süresi dolmuş ya da daha önce kullanılmış. Bağlantıyı size gönderen kişi yenisini gönderebilir.',
      },
      invalid_request_uri: {
        title: 'Bu oturum açma işlemi artık açık değil',
        text: 'Süresi dolmuş ya da daha önce kullanılmış.',
      },
      too_many_requests: {
        title: 'Çok fazla deneme',
        text: 'Kısa sürede ağınızdan çok fazla istek geldi.',
      },
      identity_conflict: {
        title: 'Bu hesap eşleştirilemiyor',
        text: 'Burada bilinen hesapla güvenli biçimde eşleştirilemiyor. Lütfen bu hizmetin yöneticilerine başvurun.',
      },
      server_error: { title: 'Bizim tarafımızda bir sorun oluştu', text: 'Siz yanlış bir şey yapmadınız.' },
      temporarily_unavailable: {
        title: 'Lütfen birazdan yeniden deneyin',
        text: 'Hizmet şu anda yanıt veremiyor.',
      },
    },
    startAgain:
      'Uygulamaya geri dönüp yeniden başlayın. Sorun sürerse aşağıdaki bilgileri uygulamanın yöneticilerine iletin.',
    askAgain: 'Biraz bekleyip yeniden deneyin. Sorun sürerse aşağıdaki bilgileri bu hizmetin yöneticilerine iletin.',
    askAgainAt: '{time} yeniden deneyebilirsiniz.',
    tellOperator: 'Bunu yalnızca uygulamanın yöneticileri düzeltebilir. Lütfen aşağıdaki bilgileri onlara iletin.',
    back: 'Uygulamaya dön',
    tryAgain: 'Yeniden dene',
    otherAccount: 'Başka bir hesap kullan',
    support: 'Yardım al',
    code: 'Hata',
    detail: 'Ayrıntılar',
    request: 'İstek',
    tracking: 'Takip',
  },
  consent: {
    title: 'Erişime izin verilsin mi?',
    lead: '{client} uygulaması, {tenant} hesabınıza erişmek için izin istiyor:',
    scopes: {
      openid: 'siz olduğunuzu doğrulamak',
      profile: 'adınız ve resminiz gibi profil bilgilerinizi görmek',
      email: 'e-posta adresinizi görmek',
      phone: 'telefon numaranızı görmek',
      offline_access: 'siz yokken de bu erişimi sürdürmek',
      'read:current_user':
        'profiliniz, bağlı hesaplarınız ve oturum açma zamanlarınız gibi burada sizinle ilgili saklanan her şeyi görmek',
      'update:current_user_identities':
        'hesabınıza, sonradan sizin adınıza oturum açılabilecek başka hesaplar bağlamak ve bu bağlantıları kaldırmak',
      'create:current_user_metadata': 'hesabınıza tercihler eklemek',
      'update:current_user_metadata': 'hesabınızın tercihlerini değiştirmek',
      'delete:current_user_metadata': 'hesabınızın tercihlerini silmek',
      'create:current_user_device_credentials': 'hesabınıza cihaz kaydetmek',
      'delete:current_user_device_credentials': 'cihazlarınızın ve uygulamalarınızın erişimini sonlandırmak',
    },
    atApi: '{api} için:',
    account: '{account} hesabıyla oturum açtınız.',
    allow: 'İzin ver',
    deny: 'İzin verme',
  },
  link: {
    title: 'Bu hesap bağlansın mı?',
    lead: '{client} uygulaması, {connection} üzerindeki {account} hesabını {user} hesabınıza bağlamak istiyor.',
    effect:
      'Bu hesapla oturum açabilen herkes, sizin yerinize de oturum açabilir. Hesap size ait değilse devam etmeyin.',
    merges:
      'Bu hesap şimdiye kadar {tenant} üzerinde ayrı bir hesaptı. O hesap sona erer ve uygulamaların orada sakladıkları kaybolabilir.',
    confirm: 'Hesabı bağla',
    cancel: 'Bağlama',
  },
  unlink: {
    title: 'Bir hesabın bağlantısı kaldırılsın mı?',
    lead: '{client} uygulaması, bir {connection} hesabının {user} hesabınızla bağlantısını kaldırmak istiyor.',
    effect:
      'O hesapla burada eskisi gibi oturum açamazsınız ve uygulamalar o hesap üzerinden sağlanan erişimi kaybeder.',
    choice: '{account} bağlantısını kaldır',
    cancel: 'Bağlı kalsın',
  },
  reconnect: {
    title: '{connection} hesabınızı yeniden bağlayın',
    lead: '{requester}, {connection} hesabınıza erişime yeniden izin vermenizi istiyor.',
    account: 'Söz konusu hesap: {account}. Başka bir hesap kabul edilmez.',
    effect: '{connection} üzerinde oturum açar ve erişime orada izin verirsiniz. Parolanız orada kalır.',
    start: '{connection} ile devam et',
    wrong: {
      title: 'Bu başka bir hesaptı',
      text: '{requester} için, kullandığınızdan farklı bir {connection} hesabı gerekiyor. Hiçbir şey değiştirilmedi.',
    },
    expected: 'Beklenen hesap: {account}.',
    missing: {
      title: 'Erişimin bir bölümü hâlâ eksik',
      text: '{connection} üzerinde {requester} için gereken her şeye izin vermediniz. Tüm seçenekleri açık bırakarak yeniden deneyin.',
    },
    failed: 'Erişim yenilenmedi. Yeniden deneyebilirsiniz.',
    done: {
      title: '{connection} hesabınız yeniden bağlandı',
      text: '{requester} hesabınızı eskisi gibi kullanabilir. Bu sayfayı kapatabilirsiniz.',
    },
  },
  signOut: {
    title: 'Oturum kapatılsın mı?',
    lead: '{tenant} oturumunuz sona erer.',
    leadForClient: '{client} uygulaması, {tenant} oturumunuzu sona erdirmek istiyor.',
    confirm: 'Oturumu kapat',
    stay: 'Oturum açık kalsın',
  },
  signedOut: {
    title: 'Oturumunuz kapatıldı',
    text: '{tenant} oturumunuz sona erdi.',
    note: 'Ortak kullanılan bir cihazdaysanız kimlik sağlayıcınızdaki oturumu da kapatın ya da tarayıcıyı kapatın.',
  },
  stillSignedIn: { title: 'Oturumunuz açık kaldı', text: 'Bu sayfayı kapatabilirsiniz.' },
  back: 'Devam et',
  backToClient: '{client} uygulamasına dön',
  formPost: {
    title: 'Bir dakika',
    text: 'Uygulamaya geri dönülüyor…',
    withoutScript: 'Bu tarayıcıda betikler kapalı. Devam etmek için düğmeye basın.',
    button: 'Devam et',
  },
  webMessage: { title: 'Tamam', text: 'Bu pencereyi kapatabilirsiniz.' },
};
