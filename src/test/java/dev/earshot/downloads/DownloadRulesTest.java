package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.downloads.PartState.VerifiedRange;
import dev.earshot.downloads.ResponseRule.AcceptBody;
import dev.earshot.downloads.ResponseRule.PartValidity;
import dev.earshot.downloads.ResponseRule.RangeRequest;
import dev.earshot.downloads.ResponseRule.RejectResponse;
import dev.earshot.downloads.ResponseRule.RetryAttempt;
import dev.earshot.downloads.ResponseRule.Verdict;
import dev.earshot.network.Proxies;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules by which files are fetched, without network or disk. */
class DownloadRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RangeRequest REST = new RangeRequest(new ByteRange(40, 100), 100, false, "\"a\"");
    private static final RangeRequest ALL = new RangeRequest(new ByteRange(0, 100), 100, true, null);

    private static Verdict judge(RangeRequest asked, int status, String... headers) {
        return ResponseRule.evaluate(asked, status, headers(headers)::get, NOW);
    }

    private static Map<String, String> headers(String... headers) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return map;
    }

    private static PartValidity doubt(Verdict verdict) {
        return assertInstanceOf(RetryAttempt.class, verdict).partValidity();
    }

    @Test
    void theRequestedRangeIsAccepted() {
        assertEquals(new AcceptBody(new ByteRange(40, 100), false), judge(REST, 206, "content-range", "bytes 40-99/100", "content-length", "60"));
        assertEquals(new AcceptBody(new ByteRange(40, 100), false), judge(REST, 206, "content-range", "bytes 40-99/*", "etag", "\"a\""));
        assertEquals(new AcceptBody(new ByteRange(40, 51), false), judge(REST, 206, "content-range", "bytes 40-50/100"), "a server may send less");
        assertEquals(new AcceptBody(new ByteRange(0, 100), true), judge(ALL, 200, "content-length", "100"));
        assertEquals(new AcceptBody(new ByteRange(0, 100), true), judge(ALL, 200));
    }

    @Test
    void aWholeFileInAnswerToARangeStartsOver() {
        assertEquals(new AcceptBody(new ByteRange(0, 100), true), judge(REST, 200, "content-length", "100"));
    }

    @Test
    void anotherRangeIsRetried() {
        for (String range : List.of("bytes 39-99/100", "bytes 41-99/100", "bytes 40-100/100", "bytes 40-99/101", "bytes 40-39/100", "40-99/100", "")) {
            assertEquals(PartValidity.DOUBTFUL, doubt(judge(REST, 206, "content-range", range)), range);
        }
        assertEquals(PartValidity.DOUBTFUL, doubt(judge(REST, 206, "content-range", "bytes 40-99/100", "content-length", "61")));
        assertEquals(PartValidity.DOUBTFUL, doubt(judge(ALL, 206, "content-range", "bytes 0-99/100")));
        assertEquals(PartValidity.STALE, doubt(judge(REST, 206, "content-range", "bytes 40-99/100", "etag", "\"b\"")));
        assertEquals(PartValidity.DOUBTFUL, doubt(judge(REST, 416)));
    }

    @Test
    void wrongSizesAndEncodingsAreRefused() {
        assertInstanceOf(RejectResponse.class, judge(ALL, 200, "content-length", "101"));
        assertInstanceOf(RetryAttempt.class, judge(ALL, 200, "content-length", "99"));
        assertInstanceOf(RetryAttempt.class, judge(ALL, 200, "content-encoding", "gzip"));
        assertInstanceOf(AcceptBody.class, judge(ALL, 200, "content-encoding", "Identity"));
        assertInstanceOf(RetryAttempt.class, judge(REST, 206, "content-range", "bytes 40-99/100", "content-encoding", "br"));
    }

    @Test
    void temporaryFailuresAreRetriedAndOthersAreNot() {
        for (int status : new int[] {408, 429, 500, 502, 503, 504, 204}) {
            assertInstanceOf(RetryAttempt.class, judge(ALL, status), "" + status);
        }
        for (int status : new int[] {400, 401, 403, 404, 410, 451, 304}) {
            assertInstanceOf(RejectResponse.class, judge(ALL, status), "" + status);
        }
        assertTrue(assertInstanceOf(RejectResponse.class, judge(ALL, 401)).reason().contains("HF_TOKEN"));
        assertEquals(Duration.ofSeconds(7), assertInstanceOf(RetryAttempt.class, judge(ALL, 429, "retry-after", "7")).retryAfter());
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        assertEquals(Duration.ofSeconds(90), ResponseRule.retryAfter("Thu, 1 Jan 2026 00:01:30 GMT", NOW));
        assertEquals(Duration.ZERO, ResponseRule.retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", NOW));
        assertNull(ResponseRule.retryAfter("soon", NOW));
        assertNull(ResponseRule.retryAfter(null, NOW));
    }

    @Test
    void huggingFaceSaysWhichFileItIs() {
        String sha = "ab".repeat(32);
        assertNull(ResponseRule.catalogMismatch(headers("x-linked-etag", "\"" + sha.toUpperCase() + "\"", "x-linked-size", "100")::get, 100, sha));
        assertNull(ResponseRule.catalogMismatch(headers("x-linked-etag", "\"" + "a".repeat(40) + "\"")::get, 100, sha), "a git hash says nothing");
        assertNotNull(ResponseRule.catalogMismatch(headers("x-linked-etag", "\"" + "cd".repeat(32) + "\"")::get, 100, sha));
        assertNotNull(ResponseRule.catalogMismatch(headers("x-linked-size", "101")::get, 100, sha));
    }

    @Test
    void onlyAStrongEtagOrADateIsUsedForIfRange() {
        assertEquals("\"a\"", ResponseRule.validator(headers("etag", "\"a\"", "last-modified", "x")::get));
        assertEquals("x", ResponseRule.validator(headers("etag", "W/\"a\"", "last-modified", "x")::get));
        assertNull(ResponseRule.validator(headers("etag", "W/\"a\"")::get));
    }

    @Test
    void rangesAreWrittenAsHttpHasThem() {
        assertEquals("bytes=40-", new ByteRange(40, 100).headerValue(100));
        assertEquals("bytes=40-49", new ByteRange(40, 50).headerValue(100));
    }

    @Test
    void gapsAreWhatNoPieceCovers() {
        PartState state = new PartState("u", null, 100, "s", List.of(new VerifiedRange(60, 80, 1), new VerifiedRange(10, 20, 2), new VerifiedRange(20, 30, 3)));
        assertEquals(List.of(new ByteRange(0, 10), new ByteRange(30, 60), new ByteRange(80, 100)), state.gaps());
        assertEquals(40, state.receivedBytes());
        assertEquals(Optional.of(state), PartState.parse(state.write()));
        assertEquals(List.of(), new PartState("u", null, 100, "s", List.of(new VerifiedRange(0, 100, 1))).gaps());
    }

    @Test
    void aDamagedStateFileIsIgnored() {
        String text = new PartState("u", "\"a\"", 100, "s", List.of(new VerifiedRange(0, 30, 1), new VerifiedRange(30, 100, 2))).write();
        for (int length = 0; length < text.length(); length++) {
            assertEquals(Optional.empty(), PartState.parse(text.substring(0, length)), "cut at " + length);
        }
        assertEquals(Optional.empty(), PartState.parse(text.replace("\"to\":100", "\"to\":101")));
        assertEquals(Optional.empty(), PartState.parse(text.replace("\"from\":30", "\"from\":29")));
        assertEquals(Optional.empty(), PartState.parse("null"));
        assertEquals(Optional.empty(), PartState.parse("{}"));
    }

    @Test
    void waitsGrowWithJitterAndEnd() {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(60), new Random(1));
        long[] longest = {1000, 2000, 3000, 3000};
        for (long most : longest) {
            long wait = policy.onFailure(null).toMillis();
            assertTrue(wait >= most / 2 && wait <= most, wait + " of " + most);
        }
        assertNull(policy.onFailure(null));
        policy.onProgress();
        assertEquals(Duration.ofSeconds(10), policy.onFailure(Duration.ofSeconds(10)));
        assertEquals(Duration.ofSeconds(60), policy.onFailure(Duration.ofDays(1)));
        assertTrue(policy.onFailure(Duration.ZERO).toMillis() >= 1500, "a server that asks for nothing gets the usual wait");
    }

    @Test
    void redirectsStaySecureAndAreLimited() {
        URI start = URI.create("https://a/1");
        assertEquals(URI.create("https://a/2?x=%20"), new Redirects(start).next(start, "/2?x=%20"));
        assertEquals(URI.create("https://b/"), new Redirects(URI.create("http://a")).next(URI.create("http://a"), "https://b/"));
        assertEquals(URI.create("http://b/"), new Redirects(URI.create("http://a")).next(URI.create("http://a"), "http://b/"));
        for (String bad : new String[] {"http://a/2", "ftp://a/", "file:///etc/passwd", "https://a/1", "https:// /", null}) {
            assertThrows(Fault.class, () -> new Redirects(start).next(start, bad), bad);
        }
        Redirects many = new Redirects(start);
        for (int i = 0; i < Redirects.MAX_REDIRECTS; i++) {
            many.next(start, "/hop-" + i);
        }
        assertThrows(Fault.class, () -> many.next(start, "/one-too-many"));
    }

    @Test
    void progressIsMeasuredOverTheLastSecondsAndRateLimited() {
        ProgressRate rate = new ProgressRate();
        int told = 0;
        for (int ms = 0; ms < 1000; ms++) {
            told += rate.add(ms, ms * 10L) ? 1 : 0;
        }
        assertTrue(told <= 9, "with the one at the end at most 10, not " + told);
        assertEquals(10_000, rate.bytesPerSecond(), 1);
        assertEquals(5, rate.secondsUntil(50_000), 0.01);
        for (int ms = 1000; ms < 20_000; ms++) {
            rate.add(ms, 10_000);
        }
        assertEquals(0, rate.bytesPerSecond());
        assertNull(rate.secondsUntil(1), "it will not end like this");
        assertEquals(0, rate.secondsUntil(0));
        assertTrue(rate.add(0, 10_000), "a clock that was set back does not silence it");
        assertNull(rate.bytesPerSecond());
    }

    @Test
    void theSpeedLimitIsKeptOnAverage() {
        SpeedLimit limit = new SpeedLimit(2);
        long now = 0;
        for (int i = 0; i < 1000; i++) {
            now += limit.consume(now, 64_000);
        }
        assertEquals(64_000_000 / 2_000.0, now, 300, "64 MB at 2 MB/s, less what the bucket holds");
        assertEquals(0, new SpeedLimit(0).consume(0, Long.MAX_VALUE));
    }

    @Test
    void theEnvironmentOfHuggingFaceIsUnderstood() {
        Config.Downloads standard = Config.defaults().downloads();
        HuggingFace mirror = HuggingFace.of(standard, Map.of("HF_ENDPOINT", "https://mirror.example/hf/", "HF_TOKEN", " t\n", "HF_HUB_OFFLINE", "True"));
        assertEquals(URI.create("https://mirror.example/hf/org/x"), mirror.resolve("https://huggingface.co/org/x"));
        assertEquals(URI.create("https://huggingface.com/x"), mirror.resolve("https://huggingface.com/x"));
        assertTrue(mirror.offline() && mirror.token().equals("t"));
        assertTrue(mirror.trusts(URI.create("https://mirror.example:443/other")));
        for (String other : List.of("http://mirror.example/x", "https://mirror.example:8443/x", "https://cdn.mirror.example/x", "https://huggingface.co/x")) {
            assertFalse(mirror.trusts(URI.create(other)), other);
        }
        HuggingFace own = HuggingFace.of(Config.defaults().with(Map.of("downloads.endpoint", "https://own.example")).downloads(),
                Map.of("HF_ENDPOINT", "https://mirror.example"));
        assertEquals("https://own.example", own.endpoint());
        assertFalse(own.offline() || own.trusts(URI.create("https://own.example")));
        for (String bad : List.of("ftp://x/y", "model.bin", "https:///x", "http://a b/")) {
            assertThrows(Fault.class, () -> own.resolve(bad), bad);
        }
    }

    @Test
    void proxiesComeFromTheConfigurationElseFromTheEnvironment() {
        Map<String, String> env = Map.of("HTTPS_PROXY", "http://user:word@p:3128", "http_proxy", "q", "NO_PROXY", "localhost, .inner.example,b:8080");
        Proxies proxies = Proxies.of("", env);
        assertEquals("p", proxies.proxyFor(URI.create("https://a/")).getHost());
        assertEquals("word", proxies.proxyFor(URI.create("https://a/")).getPassword());
        assertEquals("q", proxies.proxyFor(URI.create("http://a/")).getHost());
        for (String direct : List.of("http://localhost:1/", "https://x.inner.example/", "https://inner.example/", "http://b:8080/")) {
            assertNull(proxies.proxyFor(URI.create(direct)), direct);
        }
        assertNotNull(proxies.proxyFor(URI.create("http://notinner.example/")));
        assertEquals("c", Proxies.of("http://c:1", env).proxyFor(URI.create("http://localhost/")).getHost());
        assertNull(Proxies.of("", Map.of()).proxyFor(URI.create("http://a/")));
        assertNull(Proxies.of("", Map.of("ALL_PROXY", "socks5://s:1", "NO_PROXY", "*")).proxyFor(URI.create("http://a/")));
    }

    @Test
    void aServerStallsWhenItsLastByteIsTooOld() {
        TransferLimits tuning = new TransferLimits(null, null, null, Duration.ofSeconds(30), Duration.ofMinutes(1), 100, 0, 0, null);
        StallDetector stalls = new StallDetector(tuning, 0);
        assertEquals(30_000, stalls.remainingMs(0));
        stalls.onBytes(100, 100);
        assertEquals(100, stalls.remainingMs(30_000), "it is looked again when the last byte is too long ago, and not a whole time later");
        assertEquals(0, stalls.remainingMs(30_100));
        assertEquals("the server sent nothing for 30 s", stalls.failure(30_100).getMessage());

        stalls.onBytes(1, 30_000);
        assertEquals(30_000, stalls.remainingMs(30_000));
        stalls.onPauseEnded(90_000);
        assertEquals(30_000, stalls.remainingMs(90_000), "while we keep it from sending, nothing can come");
    }

    @Test
    void aTrickleOfBytesCountsAsAStall() {
        TransferLimits tuning = new TransferLimits(null, null, null, Duration.ofSeconds(30), Duration.ofMinutes(1), 100, 0, 0, null);
        StallDetector stalls = new StallDetector(tuning, 0);
        for (int second = 1; second < 60; second++) {
            stalls.onBytes(1, second * 1000L);
            assertEquals(Math.min(30_000, 60_000 - second * 1000L), stalls.remainingMs(second * 1000L));
        }
        assertEquals(0, stalls.remainingMs(60_000));
        assertTrue(stalls.failure(60_000).isTooSlow());

        StallDetector slow = new StallDetector(tuning, 0);
        for (int second = 1; second < 600; second++) {
            slow.onBytes(2, second * 1000L);
            assertTrue(slow.remainingMs(second * 1000L) > 0, "100 bytes a minute are enough, at " + second);
        }
    }
}
