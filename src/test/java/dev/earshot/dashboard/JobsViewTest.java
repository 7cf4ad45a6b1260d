package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Finding jobs, and taking back what was done to them. */
class JobsViewTest {

    private static final Path DIGITS = Samples.named("digits");
    /** More than one page of them. */
    private static final int MANY = 55;

    @TempDir
    private static Path data;

    private static Downloads downloads;
    private static Service service;
    private static Client client;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        downloads = new Downloads(data);
        service = ServiceFixture.serve(data);
        client = new Client(service);
        browser = new Browser(client.base(), DIGITS);
    }

    @AfterAll
    static void stop() {
        browser.close();
        downloads.close();
        service.close();
    }

    @AfterEach
    void nothingWentWrong() {
        browser.assertNoErrors();
    }

    private static String job(Path file, String model) {
        return new JsonObject(client.upload("/api/jobs", file, "model", model).join().body()).getString("id");
    }

    private static String card(String job) {
        return "[data-card='" + job + "']";
    }

    private static String state(String job) {
        try {
            return client.getJson("/api/jobs/" + job).getString("state");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyJobCanBeFoundAndDeleted() throws Exception {
        List<Path> files = IntStream.range(0, MANY).mapToObj(i -> data.resolve("note " + i + ".wav")).toList();
        for (Path file : files) {
            Files.writeString(file, "no audio");
        }
        List<String> failed = files.stream().map(file -> job(file, "micro.en")).toList();
        for (String job : failed) {
            client.await(job);
        }
        String needle = job(Files.copy(DIGITS, data.resolve("The Needle.wav")), "micro.en");
        client.await(needle);

        browser.open("jobs");
        browser.awaitText(".day", "Today");
        browser.until("the newest page", () -> browser.all(".job.listed").size() >= 50);
        browser.awaitGone(card(failed.get(0)));
        browser.click(browser.button("Show more"));
        browser.await(card(failed.get(0)));
        browser.until("all", () -> browser.all("section[aria-label=Ended] > button").isEmpty());

        browser.open("jobs");
        browser.await("input[placeholder='Find by name']").sendKeys("note 0.");
        browser.awaitText(card(failed.get(0)), "note 0.wav");
        browser.until("only it", () -> browser.all(".job.listed").size() == 1);
        browser.click(browser.button("Delete transcription of note 0.wav"));
        assertEquals("Keep it", browser.awaitText("dialog[open] .plain", "Keep it").getText());
        browser.click(browser.find("dialog .danger"));
        browser.awaitGone(card(failed.get(0)));
        assertEquals("job-not-found", client.getJson("/api/jobs/" + failed.get(0)).getString("code"));

        browser.open("jobs");
        new Select(browser.await("section[aria-label=Ended] select")).selectByVisibleText("Done");
        browser.until("what is done", () -> browser.all(".job.listed").stream().allMatch(each -> each.getText().contains("Done")));
        browser.await(card(needle));
    }

    @Test
    void aCancelIsTakenBack() throws Exception {
        downloads.hold(0.2);
        browser.open("transcribe");
        String job = job(Files.copy(DIGITS, data.resolve("taken back.wav")), Downloads.MODEL);
        browser.awaitText(".transcript .badge", "waits for the download of " + Downloads.MODEL);
        browser.click(browser.button("Cancel taken back.wav"));
        browser.awaitText(".toast", "taken back.wav is cancelled");
        assertEquals("cancelled", state(job));
        browser.click(browser.awaitText(".toast button", "Undo"));
        browser.awaitText(".transcript .badge", "waits for the download");

        String other = job(Files.copy(DIGITS, data.resolve("other.wav")), Downloads.MODEL);
        browser.go("jobs");
        browser.await(card(other));
        browser.until("one download", () -> browser.all(".job.inner").size() == 1);
        browser.awaitText(card(other) + " .waiting", "Waits for the download of " + Downloads.MODEL);
        String download = browser.find(".job.inner").getDomAttribute("data-card");
        List<String> labels = browser.all("main button[aria-label]").stream().map(each -> each.getDomAttribute("aria-label")).toList();
        assertEquals(labels.size(), labels.stream().distinct().count(), labels.toString());

        client.post("/api/jobs/" + download + "/pause");
        browser.go("transcribe");
        browser.awaitText(".transcript .badge.warn", "which is paused");
        browser.click(browser.button("Resume the download of " + Downloads.MODEL + " for other.wav"));
        browser.awaitGone(".transcript .badge.warn");

        browser.go("jobs");
        browser.click(browser.button("Cancel download of " + Downloads.MODEL));
        WebElement question = browser.awaitText("dialog[open]", "2 jobs wait for it and will be paused");
        browser.click(question.findElement(org.openqa.selenium.By.cssSelector(".danger")));
        browser.awaitText(card(job) + " .badge", "Paused");
        browser.awaitText(card(other) + " .badge", "Paused");
        downloads.release();
        browser.click(browser.button("Resume transcription of taken back.wav"));
        browser.click(browser.button("Resume transcription of other.wav"));
        browser.awaitText(card(job) + " .badge", "Done");
        browser.awaitText(card(other) + " .badge", "Done");
        assertTrue(state(job).equals("completed") && state(other).equals("completed"));
    }

    @Test
    void aDecisionLeadsToItsJobAndTheBundledModelCannotBeDeleted() throws Exception {
        // So that this job, and none that another test has deleted, has it loaded.
        client.post("/api/models/micro.en/unload");
        String job = job(Files.copy(DIGITS, data.resolve("decided.wav")), "micro.en");
        client.await(job);
        browser.open("machine");
        browser.click(browser.await(".decisions a[href='#transcript/" + job + "']"));
        browser.await("main.view-transcript .lines");

        browser.open("models");
        browser.await("section[aria-labelledby=models-here] [data-card='micro.en'] button");
        assertEquals(List.of("Unload"), browser.all("[data-card='micro.en'] button").stream().map(WebElement::getText).toList());
    }
}
