package dev.earshot.http.access;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OriginPolicyTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            // listening, method, Host, Origin, refused
            "127.0.0.1, GET,    127.0.0.1:8378,      -, false",
            "127.0.0.1, GET,    localhost:8378,      -, false",
            "127.0.0.1, GET,    ear.localhost,       -, false",
            "127.0.0.1, GET,    [::1]:8378,          -, false",
            "127.0.0.1, GET,    192.168.1.7:8378,    -, false",
            "127.0.0.1, GET,    -,                   -, false",
            "127.0.0.1, GET,    evil.example,        -, true",
            "127.0.0.1, GET,    127.0.0.1.evil.example, -, true",
            "127.0.0.1, GET,    localhost.evil.example, -, true",
            "speech.lan, GET,   Speech.lan:8378,     -, false",
            "0.0.0.0,   GET,    any.name:8378,       -, false",
            "127.0.0.1, POST,   localhost:8378, http://localhost:8378, false",
            "127.0.0.1, POST,   localhost:8378, http://localhost:9999, true",
            "127.0.0.1, POST,   localhost:8378, https://evil.example,  true",
            "127.0.0.1, DELETE, localhost:8378, null,                  true",
            "127.0.0.1, POST,   localhost:8378, 'not a url',           true",
            "0.0.0.0,   POST,   any.name,       https://evil.example,  true",
            "127.0.0.1, POST,   localhost:8378, https://good.example,  false",
            "127.0.0.1, POST,   localhost:8378, https://good.example.evil.example, true",
            "127.0.0.1, POST,   evil.example,   https://good.example,  true",
            "127.0.0.1, GET,    localhost:8378, https://evil.example,  false"})
    void hostsAndOrigins(String listening, String method, String host, String origin, boolean refused) {
        assertEquals(refused, refused(listening, method, host, origin, false));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            // Host, Origin, refused
            "localhost:8378, -,                     false",
            "localhost:8378, http://localhost:8378, false",
            "localhost:8378, https://good.example,  false",
            "localhost:8378, http://localhost:9999, true",
            "localhost:8378, https://evil.example,  true",
            "localhost:8378, null,                  true",
            "evil.example,   https://evil.example,  true"})
    void webSocketsAreForOurOwnPages(String host, String origin, boolean refused) {
        assertEquals(refused, refused("127.0.0.1", "GET", host, origin, true));
    }

    private static boolean refused(String listening, String method, String host, String origin, boolean socket) {
        return new OriginPolicy(listening, new Cors("https://good.example")).refuse(method, host, origin, socket).isPresent();
    }
}
