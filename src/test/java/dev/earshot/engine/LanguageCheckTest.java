package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a language that was detected before is worth in a later window. */
class LanguageCheckTest {

    private static final WindowRequest AUTO = new WindowRequest(TestSamples.silence(1), "auto", false, "", 0, 0, 2);

    private final List<String> asked = new ArrayList<>();
    private final Map<String, Supplier<Recognition>> answers = new HashMap<>();

    private Recognition heard(String language, Double logprob) {
        return new Recognition(List.of(new Segment(0, 1, language, null, new Confidence(logprob, null, null, null, List.of(1, 2))),
                new Segment(1, 2, "-")), language, null, 0.9);
    }

    private Recognition check(String detected, WindowRequest window) {
        return new LanguageCheck(request -> {
            asked.add(request.language());
            return answers.get(request.language()).get();
        }, detected).apply(window);
    }

    @Test
    void nothingIsTakenForGrantedWhereNothingWasDetectedOrTheLanguageIsGiven() {
        Recognition french = heard("fr", -3.0);
        answers.put("auto", () -> french);
        answers.put("fr", () -> french);

        assertSame(french, check(null, AUTO));
        assertSame(french, check("de", AUTO.part(AUTO.pcm(), "fr")));
        assertEquals(List.of("auto", "fr"), asked);
    }

    @Test
    void whatWasDetectedCountsAsLongAsItsAnswersAreGood() {
        Recognition good = heard("de", -1.0);
        Recognition silent = new Recognition(List.of(), "de");
        answers.put("de", () -> good);
        assertSame(good, check("de", AUTO));
        answers.put("de", () -> silent);
        assertSame(silent, check("de", AUTO), "where nothing was said nothing is bad");

        assertEquals(List.of("de", "de"), asked);
    }

    @Test
    void aBadAnswerHasTheLanguageDetectedAgainAndTheBetterOneStays() {
        Recognition bad = heard("de", -1.1);
        Recognition better = heard("fr", -0.2);
        Recognition worse = heard("fr", -2.0);
        Recognition same = heard("de", -0.2);
        answers.put("de", () -> bad);

        answers.put("auto", () -> better);
        assertSame(better, check("de", AUTO));
        answers.put("auto", () -> worse);
        assertSame(bad, check("de", AUTO));
        answers.put("auto", () -> same);
        assertSame(bad, check("de", AUTO), "chance is no better language");
        answers.put("auto", () -> new Recognition(List.of(), "fr"));
        assertSame(bad, check("de", AUTO), "words are not given for nothing");
        assertEquals(List.of("de", "auto"), asked.subList(0, 2));
    }

    @Test
    void aSecondLookThatFailsTakesNothingAwayAndACancelCounts() {
        Recognition bad = heard("de", -1.1);
        answers.put("de", () -> bad);

        answers.put("auto", () -> {
            throw new Fault(Fault.Code.ENGINE_CRASHED, "x");
        });
        assertSame(bad, check("de", AUTO));
        answers.put("auto", () -> {
            throw new Fault(Fault.Code.CANCELLED, "x");
        });
        assertEquals(Fault.Code.CANCELLED, assertThrows(Fault.class, () -> check("de", AUTO)).code());
    }
}
