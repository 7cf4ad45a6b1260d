package dev.earshot.http.upload;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UploadLabelTest {

    @Test
    void aVeryLongNameKeepsBothEnds() {
        String label = Upload.label("C:\\talks\\Minutes of the meeting " + "𝄞".repeat(300) + " part 2.wav");
        assertEquals(200, label.codePointCount(0, label.length()));
        assertTrue(label.startsWith("Minutes of the meeting 𝄞") && label.contains("𝄞…𝄞") && label.endsWith(" part 2.wav"), label);
    }

    @Test
    void aNameIsItsLastPart() {
        assertEquals("talk.mp3", Upload.label("/recordings/\u0007talk.mp3 "));
        assertEquals("upload", Upload.label("folder/"));
    }
}
