package dev.earshot.files;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileLabelTest {

    @Test
    void aVeryLongNameKeepsBothEnds() {
        String label = FileLabel.ofPath("C:\\talks\\Minutes of the meeting " + "𝄞".repeat(300) + " part 2.wav");
        assertEquals(200, label.codePointCount(0, label.length()));
        assertTrue(label.startsWith("Minutes of the meeting 𝄞") && label.contains("𝄞…𝄞") && label.endsWith(" part 2.wav"), label);
        assertEquals("x".repeat(200), FileLabel.of("x".repeat(200)));
    }

    @Test
    void aPathIsCalledByItsLastPart() {
        assertEquals("talk.mp3", FileLabel.ofPath("/recordings/\u0007talk.mp3 "));
        assertEquals("upload", FileLabel.ofPath("folder/"));
        assertEquals("upload", FileLabel.ofPath(null));
    }

    @Test
    void whatCannotBeShownIsLeftOut() {
        assertEquals("atalk.mp3", FileLabel.of(" a\ttalk\u0000.mp3\n"));
        assertEquals("mine/yours", FileLabel.of("mine/yours"));
        assertEquals("upload", FileLabel.of("\n"));
        assertEquals("upload", FileLabel.of(".."));
    }
}
