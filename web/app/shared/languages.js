// The languages that Whisper knows, by the codes and English names of OpenAI's tokenizer (whisper/tokenizer.py).

const TABLE = `en english,zh chinese,de german,es spanish,ru russian,ko korean,fr french,ja japanese,pt portuguese,tr turkish,pl polish,ca catalan,
nl dutch,ar arabic,sv swedish,it italian,id indonesian,hi hindi,fi finnish,vi vietnamese,he hebrew,uk ukrainian,el greek,ms malay,cs czech,
ro romanian,da danish,hu hungarian,ta tamil,no norwegian,th thai,ur urdu,hr croatian,bg bulgarian,lt lithuanian,la latin,mi maori,ml malayalam,
cy welsh,sk slovak,te telugu,fa persian,lv latvian,bn bengali,sr serbian,az azerbaijani,sl slovenian,kn kannada,et estonian,mk macedonian,
br breton,eu basque,is icelandic,hy armenian,ne nepali,mn mongolian,bs bosnian,kk kazakh,sq albanian,sw swahili,gl galician,mr marathi,
pa punjabi,si sinhala,km khmer,sn shona,yo yoruba,so somali,af afrikaans,oc occitan,ka georgian,be belarusian,tg tajik,sd sindhi,gu gujarati,
am amharic,yi yiddish,lo lao,uz uzbek,fo faroese,ht haitian creole,ps pashto,tk turkmen,nn nynorsk,mt maltese,sa sanskrit,lb luxembourgish,
my myanmar,bo tibetan,tl tagalog,mg malagasy,as assamese,tt tatar,haw hawaiian,ln lingala,ha hausa,ba bashkir,jw javanese,su sundanese,
yue cantonese`;

const names = new Map(TABLE.split(/,\s*/).map(entry => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)]));

/** As a person writes it: German; the code itself where it is unknown. */
export const languageTitle = code => (names.get(code) ?? code).replace(/\b\w/g, letter => letter.toUpperCase());

/** The code of the language that a job's text is in, for screen readers; undefined where it is unknown. */
export const textLanguage = job => (job?.kind === 'translate' ? 'en' : names.has(job?.language) ? job.language : undefined);

/** [code, title] of each, by title. */
export const languages = [...names.keys()].map(code => [code, languageTitle(code)]).sort((a, b) => a[1].localeCompare(b[1]));
