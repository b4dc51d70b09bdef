package io.rapport.app.security;

import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.TooManyWrongPasswords;
import io.rapport.desk.WebAppLogin;
import io.rapport.publicpages.PageLocaleResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;

/**
 * {@code /login} and {@code /logout}: people log in once for our pages and the engine's web apps. Wrong passwords are
 * counted as everywhere, and no answer says whether there is such a login.
 */
@Controller
class LoginController {

    static final String LOGIN = "/login";
    static final String LOGOUT = "/logout";

    private static final String TASKLIST = "/camunda/app/tasklist/default/";

    private final StaffDirectory staff;
    private final LiveStaff live;
    private final WebAppLogin login;

    LoginController(StaffDirectory staff, LiveStaff live, WebAppLogin login) {
        this.staff = staff;
        this.live = live;
        this.login = login;
    }

    @GetMapping(LOGIN)
    ModelAndView page(HttpServletRequest request, Locale locale) {
        answersIn(request, locale);
        Map<String, Object> model = new HashMap<>();
        model.put("to", LoginTarget.of(request.getParameter("to")).orElse(""));
        if (request.getParameter("out") != null) {
            model.put("notice", say("out", locale));
        } else {
            login.of(request).ifPresent(user -> model.put("notice", say("logged-in", locale, user)));
        }
        return page(model, locale);
    }

    @PostMapping(LOGIN)
    ModelAndView logIn(HttpServletRequest request, HttpServletResponse response, Locale locale) {
        answersIn(request, locale);
        if (request.getAttribute(KeptForm.ATTRIBUTE) instanceof KeptForm form) {
            Optional<String> another = login.of(request);
            if (another.isPresent()) {
                return unsent(form, another.get(), locale);
            }
            Map<String, Object> model = model(form);
            model.put("notice", say("session-ended", locale));
            return page(model, locale);
        }
        if (request.getQueryString() != null) {
            // a password is never taken from an address
            return to(LOGIN);
        }
        String user = value(request, "username").strip();
        String password = value(request, "password");
        Optional<KeptForm> form = KeptForm.in(request);
        String fault;
        HttpStatus status = HttpStatus.UNPROCESSABLE_ENTITY;
        try {
            if (user.isEmpty() || password.isEmpty()) {
                fault = say("missing", locale);
            } else if (isRight(user, password, request) && login.logIn(request, user)) {
                request.setAttribute(SessionLogin.ATTRIBUTE, new SessionLogin(user));
                return form.map(kept -> unsent(kept, user, locale))
                        .orElseGet(() ->
                                to(LoginTarget.of(request.getParameter("to")).orElseGet(() -> firstPage(user))));
            } else {
                fault = say("wrong", locale);
            }
        } catch (TooManyWrongPasswords refused) {
            Duration wait = refused.waitFor();
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds()));
            status = HttpStatus.TOO_MANY_REQUESTS;
            fault = say("too-often", locale, wait.toMinutes() + 1);
        }
        Map<String, Object> model = form.map(LoginController::model).orElseGet(HashMap::new);
        if (form.isPresent()) {
            model.put("notice", say("kept", locale));
        }
        model.putIfAbsent("to", LoginTarget.of(request.getParameter("to")).orElse(""));
        model.put("fault", fault);
        model.put("username", user);
        ModelAndView page = page(model, locale);
        page.setStatus(status);
        return page;
    }

    @PostMapping(LOGOUT)
    ModelAndView logOut(HttpServletRequest request) {
        login.logOut(request);
        return to(LOGIN + "?out");
    }

    /** No database keeps a NUL, so that nobody is called so. */
    private boolean isRight(String user, String password, HttpServletRequest request) {
        return user.indexOf('\0') < 0 && staff.authenticate(user, password, request.getRemoteAddr());
    }

    /** Where somebody begins who asked for no page. */
    private String firstPage(String user) {
        Set<String> groups = staff.groups(user);
        if (groups.contains(StaffDirectory.ADMINISTRATORS) || groups.stream().anyMatch(live::isQueue)) {
            return TASKLIST;
        }
        if (groups.contains(StaffDirectory.DESIGNERS)) {
            return "/studio/messages";
        }
        return groups.contains(StaffDirectory.MANAGERS) ? "/insights" : TASKLIST;
    }

    private static Map<String, Object> model(KeptForm form) {
        Map<String, Object> model = new HashMap<>();
        model.put("to", form.to());
        model.put("unsent", true);
        model.put("kept", form.fields());
        return model;
    }

    /** What the browser asks for may be a language that the page has not. */
    private static void answersIn(HttpServletRequest request, Locale locale) {
        PageLocaleResolver.set(request, Locale.forLanguageTag(say("lang", locale)));
    }

    private static ModelAndView page(Map<String, Object> model, Locale locale) {
        model.put("t", SessionLogin.TEXTS.all(locale));
        model.putIfAbsent("kept", Map.of());
        return new ModelAndView("login/log-in", model);
    }

    /** What was written before the login is sent by who wrote it, not by itself. */
    private static ModelAndView unsent(KeptForm form, String user, Locale locale) {
        Map<String, Object> model = model(form);
        model.put("t", SessionLogin.TEXTS.all(locale));
        model.put("text", say("unsent.text", locale, user));
        model.put("about", form.about(locale));
        model.put("written", form.written(locale));
        model.put("back", LoginTarget.folder(form.to()));
        return new ModelAndView("login/unsent", model);
    }

    private static ModelAndView to(String path) {
        RedirectView page = new RedirectView(path);
        page.setStatusCode(HttpStatus.SEE_OTHER);
        page.setExpandUriTemplateVariables(false);
        return new ModelAndView(page);
    }

    private static String value(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    private static String say(String key, Locale locale, Object... values) {
        return SessionLogin.TEXTS.say(key, locale, values);
    }
}
