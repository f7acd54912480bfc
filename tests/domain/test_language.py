"""A language is named only where the evidence is strong."""

import pytest

from evaluator.domain.language import other_language

ENGLISH = "I think that caching keeps copies of the data near the user, so the database is not asked again and again."
GERMAN = (
    "Ich würde sagen, dass ein Cache die Daten näher an den Nutzer bringt und die Datenbank nicht so oft gefragt wird."
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(GERMAN, "German", id="German"),
        pytest.param(
            "Je pense que le cache garde une copie des données pour ne pas interroger la base à chaque fois.",
            "French",
            id="French",
        ),
        pytest.param(
            "Creo que la caché guarda una copia de los datos para no preguntar a la base en cada petición.",
            "Spanish",
            id="Spanish",
        ),
        pytest.param(
            "Eu acho que o cache guarda uma cópia dos dados para não perguntar ao banco a cada pedido.",
            "Portuguese",
            id="Portuguese",
        ),
        pytest.param(
            "Penso che la cache tenga una copia dei dati per non interrogare il database a ogni richiesta che arriva.",
            "Italian",
            id="Italian",
        ),
        pytest.param(
            "Ik denk dat een cache een kopie van de data bewaart, zodat de database niet elke keer wordt bevraagd.",
            "Dutch",
            id="Dutch",
        ),
        pytest.param(
            "Myślę, że cache to jest kopia danych i dlatego nie trzeba pytać bazy za każdym razem, ale może być stara.",
            "Polish",
            id="Polish",
        ),
        pytest.param(
            "Jag tror att en cache är en kopia av data och att man då inte behöver fråga databasen för varje anrop.",
            "Swedish",
            id="Swedish",
        ),
        pytest.param(
            "Bence bu bir kopya ve kopya ile veri daha hızlı gelir, her istek için veritabanı gibi yere gitmez.",
            "Turkish",
            id="Turkish",
        ),
        pytest.param("Кэш хранит копии данных ближе к пользователю, и база не нужна.", "Russian", id="Russian"),
        pytest.param(
            "Кеш зберігає копії даних ближче до користувача, і база не потрібна.", "Ukrainian", id="Ukrainian"
        ),
        pytest.param("缓存把数据的副本放在离用户更近的地方，所以数据库不用每次都查询。", "Chinese", id="Chinese"),
        pytest.param(
            "キャッシュはデータのコピーを近くに置いて、データベースの負荷を減らします。", "Japanese", id="Japanese"
        ),
        pytest.param(
            "캐시는 데이터의 복사본을 사용자 가까이에 두어 데이터베이스의 부하를 줄입니다.", "Korean", id="Korean"
        ),
        pytest.param("Η κρυφή μνήμη κρατά αντίγραφα των δεδομένων κοντά στον χρήστη.", "Greek", id="Greek"),
        pytest.param("المخبأ يحفظ نسخا من البيانات قرب المستخدم حتى لا نسأل القاعدة.", "Arabic", id="Arabic"),
        pytest.param(
            "کش داده‌ها را نزدیک کاربر نگه می‌دارد تا پایگاه داده کمتر پرسیده شود، گاهی چند بار.", "Persian", id="Persian"
        ),
        pytest.param("מטמון שומר עותקים של הנתונים קרוב למשתמש.", "Hebrew", id="Hebrew"),
        pytest.param("कैश डेटा की प्रतियाँ उपयोगकर्ता के पास रखता है।", "Hindi", id="Hindi"),
        pytest.param("แคชเก็บสำเนาข้อมูลไว้ใกล้ผู้ใช้", "Thai", id="Thai"),
    ],
)
def test_running_text_in_another_language_is_told_by_its_name(text: str, name: str) -> None:
    found = other_language(text, "en")

    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ENGLISH, id="English"),
        pytest.param(
            "Redis, Memcached, CDN, TTL, LRU, write-through, write-behind, ETag, Cache-Control, Varnish, nginx, S3",
            id="keywords",
        ),
        pytest.param(
            "REST API, HTTP GET, POST, PUT, DELETE, JSON, stateless, cache, client, server, URI, HATEOAS, OpenAPI",
            id="terms",
        ),
        pytest.param("Das ist gut.", id="too short to tell"),
        pytest.param(
            "I lived in Köln, im Schatten des Doms, and there I learnt to use Docker, and that is how it began.",
            id="names",
        ),
        pytest.param(
            "We said ja, nein, oder, und, as a joke, when the build was red, and then we fixed it in the end.",
            id="a joke",
        ),
        pytest.param(
            "In maths α, β and γ are angles and Ω is a set, but in our code they are names for the same four weights.",
            id="letters",
        ),
        pytest.param(
            "um so the the cache is is like you know a copy of of the data that is that is near and uh fast", id="noise"
        ),
    ],
)
def test_technical_english_is_taken_for_nothing_else(text: str) -> None:
    assert other_language(text, "en") is None


def test_an_answer_in_the_questions_own_language_is_not_foreign() -> None:
    assert other_language(GERMAN, "de") is None


def test_an_answer_in_english_is_foreign_where_the_question_is_not() -> None:
    found = other_language(ENGLISH, "de")

    assert found is not None
    assert (found.code, found.name) == ("en", "English")


def test_a_question_in_a_language_not_known_here_leaves_the_evidence_as_strong() -> None:
    found = other_language(GERMAN, "fi")

    assert found is not None
    assert found.name == "German"


def test_a_script_that_no_known_language_is_written_in_is_not_guessed_at() -> None:
    assert (
        other_language(
            "ქეში ინახავს მონაცემების ასლებს მომხმარებელთან ახლოს და ბაზა აღარ სჭირდება ყოველ ჯერზე აქ", "en"
        )
        is None
    )
