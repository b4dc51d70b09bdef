package io.rapport.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseRefused;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;

/**
 * What the engine's REST API answers to a deployment that does not pass: 400 in the form of its own refusals, so that the
 * Modeler shows it, with more said about each finding.
 */
final class RefusalAnswer implements ExceptionMapper<DeploymentRefused> {

    /** The engine's own form of a problem, and what the gate knows beyond it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Problem(
            String message,
            int line,
            int column,
            String mainElementId,
            List<String> elementIds,
            String file,
            String elementName,
            String rule,
            String problem,
            String fix) {

        static Problem of(Finding finding) {
            return new Problem(
                    finding.text(),
                    finding.line(),
                    finding.column(),
                    finding.element(),
                    finding.element() == null ? List.of() : List.of(finding.element()),
                    finding.file(),
                    finding.name(),
                    finding.rule().id(),
                    finding.problem(),
                    finding.fix());
        }
    }

    static Problem problem(ReleaseFinding finding) {
        return new Problem(
                finding.text(),
                finding.line(),
                finding.column(),
                finding.element(),
                finding.element() == null ? List.of() : List.of(finding.element()),
                finding.file(),
                null,
                finding.rule(),
                finding.problem(),
                finding.fix());
    }

    /** @return the engine's form of a release that is refused */
    static Response of(ReleaseRefused refused) {
        return answer(
                Response.Status.BAD_REQUEST,
                refused.getMessage(),
                byFile(refused.findings(), ReleaseFinding::file, ReleaseFinding::error, RefusalAnswer::problem));
    }

    /** @return the engine's form of what is refused for another reason than what stands in the files */
    static Response answer(Response.Status status, String message, Map<String, ResourceReport> details) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Body(ParseException.class.getSimpleName(), message, details))
                .build();
    }

    private static <T> Map<String, ResourceReport> byFile(
            List<T> findings, Function<T, String> file, Predicate<T> isError, Function<T, Problem> problem) {
        Map<String, ResourceReport> reports = new LinkedHashMap<>();
        findings.stream()
                .collect(Collectors.groupingBy(
                        file,
                        LinkedHashMap::new,
                        Collectors.partitioningBy(isError, Collectors.mapping(problem, Collectors.toList()))))
                .forEach((name, found) -> reports.put(name, new ResourceReport(found.get(true), found.get(false))));
        return reports;
    }

    record ResourceReport(List<Problem> errors, List<Problem> warnings) {}

    record Body(String type, String message, Map<String, ResourceReport> details) {}

    @Override
    public Response toResponse(DeploymentRefused refused) {
        return answer(
                Response.Status.BAD_REQUEST,
                refused.getMessage(),
                byFile(refused.findings(), Finding::file, Finding::isError, Problem::of));
    }
}
