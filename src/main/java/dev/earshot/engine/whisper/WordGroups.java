package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Scripts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a segment into words. A token that begins with a space begins a word; in scripts without spaces each character does that has a
 * token of its own. Punctuation belongs to the word before, opening punctuation to the word behind it. Tokens that are only parts of a character
 * are put together. Joined, the words are the segment's text. After OpenAI's {@code split_to_word_tokens} (whisper/tokenizer.py), by script
 * instead of by language, so that mixed text and a language that is not known yet are right too. Pure.
 */
final class WordGroups {

    /**
     * A word.
     *
     * @param ends           the second in the window at which its last letter ends, or null where that is not known
     * @param last           the second at which its last token ends, or null
     * @param logProbability the mean of its tokens'
     */
    record GroupedWord(String text, Double ends, Double last, double logProbability) {
    }

    private final List<List<Token>> words = new ArrayList<>();
    private final List<StringBuilder> texts = new ArrayList<>();

    private WordGroups() {
    }

    /** @param tokens of a segment; those that are no text are left out */
    static List<GroupedWord> of(List<Token> tokens) {
        WordGroups groups = new WordGroups();
        List<Token> unit = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Token token : tokens) {
            if (token.text()) {
                unit.add(token);
                bytes.writeBytes(token.bytes());
                if (isWhole(bytes.toByteArray())) {
                    groups.add(bytes.toString(StandardCharsets.UTF_8), unit);
                    unit = new ArrayList<>();
                    bytes.reset();
                }
            }
        }
        if (!unit.isEmpty()) {
            groups.add(bytes.toString(StandardCharsets.UTF_8), unit);
        }
        groups.joinPunctuation();
        return groups.groups();
    }

    /** Whether bytes of UTF-8 do not end within a character. */
    private static boolean isWhole(byte[] bytes) {
        int lead = bytes.length - 1;
        while (lead >= 0 && bytes.length - lead < 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead < 0) {
            return true;
        }
        int first = bytes[lead] & 0xFF;
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
        return bytes.length - lead >= length;
    }

    private void add(String text, List<Token> tokens) {
        if (texts.isEmpty() || begins(texts.get(texts.size() - 1).toString(), text)) {
            texts.add(new StringBuilder());
            words.add(new ArrayList<>());
        }
        texts.get(texts.size() - 1).append(text);
        words.get(words.size() - 1).addAll(tokens);
    }

    /** Whether a text begins a word of its own behind another. */
    private static boolean begins(String word, String text) {
        if (text.isEmpty()) {
            return false;
        }
        int first = text.codePointAt(0);
        if (Character.isWhitespace(first)) {
            return true;
        }
        if (word.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return false;
        }
        int before = word.codePoints().filter(Character::isLetterOrDigit).reduce((one, later) -> later).orElse(0);
        boolean unspaced = Scripts.unspaced(before) || Scripts.unspaced(first);
        return unspaced && (opens(first) || text.codePoints().anyMatch(Character::isLetterOrDigit) && !continues(first));
    }

    private static boolean opens(int character) {
        int type = Character.getType(character);
        return type == Character.START_PUNCTUATION || type == Character.INITIAL_QUOTE_PUNCTUATION;
    }

    /** A vowel sign, a tone, a sign that lengthens: a part of the character before. */
    private static boolean continues(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK, Character.MODIFIER_LETTER -> true;
            default -> false;
        };
    }

    /** What has no letter is no word: it goes to the one before, at the beginning to the one behind it. */
    private void joinPunctuation() {
        for (int i = texts.size() - 1; i >= 0 && texts.size() > 1; i--) {
            if (texts.get(i).codePoints().noneMatch(Character::isLetterOrDigit)) {
                int into = Math.max(0, i - 1);
                texts.get(into).append(texts.remove(into + 1));
                words.get(into).addAll(words.remove(into + 1));
            }
        }
    }

    private List<GroupedWord> groups() {
        List<GroupedWord> groups = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            List<Token> tokens = words.get(i);
            double sum = tokens.stream().mapToDouble(Token::logProbability).sum();
            groups.add(new GroupedWord(texts.get(i).toString(), lastLetter(tokens), tokens.get(tokens.size() - 1).aligned(), sum / tokens.size()));
        }
        return groups;
    }

    /** Where the last token ends that has a letter or a part of one; of a word without letters, its last token. */
    private static Double lastLetter(List<Token> tokens) {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).latin().chars().anyMatch(c -> c >= 0x80 || Character.isLetterOrDigit(c))) {
                return tokens.get(i).aligned();
            }
        }
        return tokens.get(tokens.size() - 1).aligned();
    }
}
