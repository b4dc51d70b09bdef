package io.rapport.app.security;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A path that the server cannot decode reaches no filter: to the API it is answered as a problem all the same. */
final class ApiErrorValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ApiErrorValve.class);

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (!ProblemAnswer.isDue(request.getRequestURI())
                || response.getStatus() < Response.SC_BAD_REQUEST
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        try {
            ProblemAnswer.of(response.getStatus()).write(response);
            response.finishResponse();
        } catch (IOException e) {
            log.debug("Who asked has gone before the answer", e);
        }
    }
}
