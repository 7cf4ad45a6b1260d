package dev.earshot.http.answer;

import org.junit.jupiter.api.Test;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever stands in a header is one line of ASCII, and can be read back. */
class HeaderTextTest {

    @Test
    void plainTextStaysAsItIs() {
        String plain = " Only 100% of ~2 GB; \"q5_1\" +20 %-3%g!";

        assertEquals(plain, HeaderText.of(plain));
        assertEquals("", HeaderText.of(""));
    }

    @Test
    void everythingElseIsEscaped() {
        assertEquals("M%C3%BCller %F0%9F%8E%A4", HeaderText.of("Müller \uD83C\uDFA4"));
        assertEquals("a%0D%0ASet-Cookie: b%00%7F", HeaderText.of("a\r\nSet-Cookie: b\0\u007F"), "no line of its own");
        assertEquals("half a pair %3F", HeaderText.of("half a pair \uD83C"));
    }

    @Test
    void whatLooksLikeAnEscapeIsReadBackAsItWas() {
        for (String text : new String[] {"%41", "100%ab", "%%25", "50 % of %C3%BC", "ü%2", "\r%0D"}) {
            String header = HeaderText.of(text);
            // A lone percent sign is no escape, which this decoder does not know.
            assertEquals(text, URLDecoder.decode(header.replace("+", "%2B").replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8), header);
        }
    }
}
