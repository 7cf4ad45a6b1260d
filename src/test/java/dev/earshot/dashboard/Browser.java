package dev.earshot.dashboard;

import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A tab of Debian's Chromium, without a window, with a microphone that plays a file. Every wait ends when what it waits for is there. A
 * Chromium whose test is over is kept for the next one: starting one takes longer than most tests.
 */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Held, so that its level stays. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    /** Those that no test uses, by what their microphones hear. */
    private static final Map<Path, Deque<ChromeDriver>> IDLE = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> IDLE.values().forEach(drivers -> drivers.forEach(ChromeDriver::quit))));
    }

    private final ChromeDriver driver;
    private final Path voice;
    private final String base;

    /**
     * @param base  the service's address
     * @param voice a WAV file that the microphone hears, again and again
     */
    Browser(String base, Path voice) {
        boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        assumeTrue(there || System.getenv("CI") != null, "Chromium and its driver are not installed: apt-get install chromium chromium-driver");
        this.base = base;
        this.voice = voice.toAbsolutePath();
        ChromeDriver idle = IDLE.computeIfAbsent(this.voice, any -> new ConcurrentLinkedDeque<>()).poll();
        this.driver = idle == null ? start(this.voice) : idle;
        // A tab has the keyboard's focus only where it is in front of all others.
        driver.executeCdpCommand("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        // What an earlier service left that had this one's address.
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", base, "storageTypes", "all"));
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    private static ChromeDriver start(Path voice) {
        // It looks for a binding to exactly this Chromium, of which nothing here is used.
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1200,900",
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--use-file-for-fake-audio-capture=" + voice);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(new File(DRIVER.toString())).usingAnyFreePort().build(), options);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Opens a view, in a page that is loaded again. */
    void open(String view) {
        driver.get("about:blank");
        driver.get(base + "/#" + view);
        await("header.top");
    }

    /** Another view of the same page, which keeps what it knows. */
    void go(String view) {
        script("location.hash = arguments[0]", view);
        await("main.view-" + view);
    }

    /** As a user would have it who prefers light or dark, on a screen so wide; without motion, so that a picture is of one moment. */
    void look(String scheme, int width, int height) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        // They would take a part of the width, and are not in pictures.
        driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    WebElement await(String css) {
        return waiting(css).until(any -> all(css).stream().findFirst().orElse(null));
    }

    void awaitGone(String css) {
        waiting("no " + css).until(any -> all(css).isEmpty());
    }

    /** Waits until an element has a text in it. */
    WebElement awaitText(String css, String text) {
        return waiting(css + " with '" + text + "'").until(any -> all(css).stream().filter(element -> text(element).contains(text)).findFirst().orElse(null));
    }

    /** Waits for what is neither null nor false. */
    <T> T until(String what, Supplier<T> found) {
        return waiting(what).until(any -> found.get());
    }

    /** A button by what a screen reader calls it. */
    WebElement button(String name) {
        return waiting("the button '" + name + "'").until(any -> all("button, a.button").stream()
                .filter(button -> name.equals(label(button))).findFirst().orElse(null));
    }

    /** Through the page, so that nothing that lies above it or moves is in the way. */
    void click(WebElement element) {
        script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", element);
    }

    Object script(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** @param script that calls its last argument with a result */
    Object asyncScript(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
    }

    /** What went wrong in the page, refusals that a test provoked left out. */
    void assertNoErrors(String... expected) {
        List<String> errors = driver.manage().logs().get(LogType.BROWSER).getAll().stream().filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage).filter(message -> List.of(expected).stream().noneMatch(message::contains)).toList();
        assertEquals(List.of(), errors);
    }

    private WebDriverWait waiting(String what) {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20));
        wait.withMessage(() -> what + " did not come; the page says: " + find("body").getText())
                .ignoring(org.openqa.selenium.StaleElementReferenceException.class);
        return wait;
    }

    private static String text(WebElement element) {
        return element.getText();
    }

    private static String label(WebElement element) {
        String aria = element.getDomAttribute("aria-label");
        return aria != null ? aria : element.getText().strip();
    }

    @Override
    public void close() {
        try {
            Set<String> used = driver.getWindowHandles();
            // What was emulated or put into pages goes with the tab.
            driver.switchTo().newWindow(WindowType.TAB);
            String fresh = driver.getWindowHandle();
            used.forEach(tab -> driver.switchTo().window(tab).close());
            driver.switchTo().window(fresh);
            driver.manage().logs().get(LogType.BROWSER);
            IDLE.get(voice).push(driver);
        } catch (WebDriverException e) {
            driver.quit();
        }
    }
}
