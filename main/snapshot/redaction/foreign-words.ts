/** Words for password, secret, token and key in other languages, as people name variables and fields by them. */

/** Whole words, in lower case and without the accents of Latin letters. */
export const FOREIGN_WORDS: ReadonlySet<string> = new Set([
  // German, Dutch, Afrikaans, the north
  'passwort',
  'kennwort',
  'losungswort',
  'zugangsdaten',
  'geheimnis',
  'schlussel',
  'schluessel',
  'wachtwoord',
  'wagwoord',
  'sleutel',
  'geheim',
  'losenord',
  'adgangskode',
  'kodeord',
  'passord',
  'lykilord',
  'salasana',
  'salasona',
  'parool',
  // Romance languages
  'contrasena',
  'contrasenas',
  'contrasinal',
  'contrasenya',
  'clave',
  'secreto',
  'senha',
  'senhas',
  'chave',
  'segredo',
  'palavrapasse',
  'motdepasse',
  'mdp',
  'passe',
  'jeton',
  'cle',
  'clef',
  'parola',
  'parole',
  'segreto',
  'chiave',
  'credenziali',
  'credenciales',
  'credenciais',
  'identifiants',
  // Central and eastern Europe in Latin letters
  'haslo',
  'hasło',
  'heslo',
  'jelszo',
  'geslo',
  'lozinka',
  'zaporka',
  'sifre',
  'sifra',
  'şifre',
  'slaptazodis',
  'fjalekalim',
  'fjalekalimi',
  'pasahitza',
  'cyfrinair',
  'parol',
  // Written in Latin letters as they sound
  'matkhau',
  'khau',
  'sandi',
  'katasandi',
  'nenosiri',
  'mima',
  'anzhengma',
  'kouling',
  'pasuwado',
  'bimilbeonho',
]);

/** Part of the last word, for scripts without spaces or with endings. */
export function isForeignCredential(word: string): boolean {
  return !/^[a-z0-9]*$/.test(word) && PARTS.test(word);
}

const PARTS =
  /парол|пассворд|секрет|токен|ключ|лозинк|гасло|сакрэт|κωδικ|συνθηματικ|סיסמ|סיסמא|מפתח|كلمة|السر|المرور|سري|رمز|पासवर्ड|কী|পাসওয়ার্ড|รหัส|パスワード|パスフレーズ|暗証|秘密|鍵|密码|密碼|口令|密钥|密鑰|令牌|凭据|凭证|憑證|비밀|암호|토큰|khau|գաղտնաբառ|პაროლ/u;
