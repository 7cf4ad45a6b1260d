package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.ContractFuzzer.Request;

import java.io.IOException;
import java.util.Random;

/** Requests made from the service's own contract: each is answered, with a status that the contract has for it. */
final class ContractFuzz implements Attack {

    /** A job's events are answered until it ends; all else is quick. */
    private static final int ANSWER_LIMIT_MS = 60_000;

    private ContractFuzzer fuzzer;

    @Override
    public String name() {
        return "requests made from the contract";
    }

    @Override
    public int rounds() {
        return 4000;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws IOException {
        if (fuzzer == null) {
            fuzzer = ContractFuzzer.of(target.get("/openapi.yaml").body(), random.nextLong());
        }
        Request request = fuzzer.next();
        int status = RawAnswer.status(target, request.bytes(), false, ANSWER_LIMIT_MS);
        String wrong = fuzzer.judge(request, status).orElse(null);
        if (wrong == null) {
            tally.outcome(status < 300 ? "answered" : status == 429 || status == 503 ? "told to come later" : "refused");
        } else {
            tally.defect(status <= 0 ? Defect.UNANSWERED : Defect.SERVER_ERROR, wrong);
        }
    }
}
