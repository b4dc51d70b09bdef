package io.rapport.app.security;

import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that the server cannot read reaches no filter: to the API it is answered as a problem all the same. */
final class ApiErrorValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ApiErrorValve.class);

    /** How the server says of a first line that it cannot be read what it has read of it. */
    private static final Pattern QUOTED_PATH = Pattern.compile("\\[(/[^\\]]*)");

    /** The server has no status of its own for it, but always the same words, in the language of the machine. */
    private static final String TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (!isDue(request.getRequestURI(), failure)
                || response.getStatus() < Response.SC_BAD_REQUEST
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        try {
            ProblemAnswer answer =
                    isTooLarge(failure) ? ProblemAnswer.TOO_LARGE : ProblemAnswer.of(response.getStatus());
            answer.write(response);
            response.finishResponse();
        } catch (IOException e) {
            log.debug("Who asked has gone before the answer", e);
        }
    }

    /**
     * Before the server has come to the path, its failure may quote it. Where nobody knows it, it is a program's: browsers write
     * no such line.
     */
    private static boolean isDue(String path, Throwable failure) {
        if (path != null || failure == null) {
            return ProblemAnswer.isDue(path);
        }
        Matcher quoted = QUOTED_PATH.matcher(Objects.toString(failure.getMessage(), ""));
        return !quoted.find() || ProblemAnswer.isDue(quoted.group(1));
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof IllegalArgumentException && Objects.equals(failure.getMessage(), TOO_LARGE);
    }
}
