package io.rapport.app.security;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.WebAppLogin;
import io.rapport.inbox.Sender;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HttpBasicConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.StringUtils;

/**
 * One chain for each kind of caller, the last one denies. What is not named here does not exist for the outside.
 *
 * <table>
 *   <caption>chains</caption>
 *   <tr><td>{@code /api/**}</td><td>systems, by API key and its scopes ({@link ScopedPaths}); {@code POST /api/events} has a guard of its own that asks for the
 *       same keys before all chains</td></tr>
 *   <tr><td>{@code /api/events/catalogue, /api/openapi}</td><td>reading also by staff, by {@link PageGroups}</td></tr>
 *   <tr><td>{@code /engine-rest/**}</td><td>people, HTTP Basic; a list says who may send what, and the engine's
 *       authorizations apply</td></tr>
 *   <tr><td>{@code /camunda/**}</td><td>people, by the web apps' own login and CSRF token; the same list; the
 *       setup is shut</td></tr>
 *   <tr><td>{@code /mailbox, /operations, /actuator}</td><td>staff, by {@link PageGroups};
 *       {@code /actuator/prometheus} also by its token, the health by anybody</td></tr>
 *   <tr><td>{@code /studio, /insights, /customers, /releases}</td><td>staff, by {@link PageGroups}</td></tr>
 *   <tr><td>{@code /login, /logout}</td><td>anybody, by the page's form</td></tr>
 *   <tr><td>{@code /desk/**}</td><td>the web app's session, checked inside; reading only</td></tr>
 *   <tr><td>{@code /p/**}</td><td>customers, by the signed link</td></tr>
 * </table>
 *
 * <p>Pages take the session of the web apps, to which the login page leads, or HTTP Basic (docs/adr/0108).
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

    private static final String OWN_PAGES_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** The way to the tasks, and the picture that browsers ask for by themselves. */
    private static final Set<String> OPEN_PATHS = Set.of("/", "/favicon.ico");

    /** Probes ask for these; all answer with one word. */
    private static final Set<String> OPEN_HEALTH =
            Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");

    private static final Bindable<Map<String, List<String>>> LISTS_BY_NAME =
            Bindable.of(ResolvableType.forClassWithGenerics(
                    Map.class,
                    ResolvableType.forClass(String.class),
                    ResolvableType.forClassWithGenerics(List.class, String.class)));

    private static final String METRICS = "/actuator/prometheus";

    @Bean
    StaffAuthenticationProvider staffAuthenticationProvider(StaffDirectory staff) {
        return new StaffAuthenticationProvider(staff);
    }

    @Bean
    PageGroups pageGroups(LiveStaff live) {
        return new PageGroups(live::isQueue);
    }

    @Bean
    ApiKeyCheck apiKeyCheck(
            Environment environment, @Value("${rapport.embedded}") boolean embedded, MeterRegistry metrics) {
        Map<String, String> configured = Binder.get(environment)
                .bind("rapport.api-keys", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        Map<String, List<String>> scopes = Binder.get(environment)
                .bind("rapport.api-scopes", LISTS_BY_NAME)
                .orElse(Map.of());
        ApiKeys keys = new ApiKeys("rapport.api-keys.", configured, embedded);
        if (keys.isEmpty()) {
            log.warn("No system can send events: no API key is configured (rapport.api-keys.<name>)");
        }
        return new ApiKeyCheck(keys, new KeyScopes(scopes, configured.keySet()), metrics);
    }

    @Bean
    FilterRegistrationBean<AmbiguousPathFilter> oddPaths() {
        FilterRegistrationBean<AmbiguousPathFilter> registration =
                new FilterRegistrationBean<>(new AmbiguousPathFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ApiErrorFilter> apiErrors() {
        FilterRegistrationBean<ApiErrorFilter> registration = new FilterRegistrationBean<>(new ApiErrorFilter());
        registration.setDispatcherTypes(DispatcherType.ERROR);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** After the valve that writes a page about such errors, so that this one writes first. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> apiErrorsOfTheServer() {
        return server -> server.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ApiErrorValve()));
    }

    @Bean
    FilterRegistrationBean<NulFilter> nulCharacters() {
        FilterRegistrationBean<NulFilter> registration = new FilterRegistrationBean<>(new NulFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    FilterRegistrationBean<LargeFormFilter> largeForms() {
        FilterRegistrationBean<LargeFormFilter> registration = new FilterRegistrationBean<>(new LargeFormFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }

    /** After the measurement of requests as a whole, before everything that the short way does without. */
    @Bean
    FilterRegistrationBean<SenderFilter> senders(ApiKeyCheck keys) {
        FilterRegistrationBean<SenderFilter> registration = new FilterRegistrationBean<>(new SenderFilter(keys));
        registration.addUrlPatterns(Sender.PATH);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    /** What the API takes may be read by the systems that send it and the people who design with it. */
    @Bean
    @Order(0)
    SecurityFilterChain apiDescriptions(
            HttpSecurity http, ApiKeyCheck keys, WebAppLogin login, StaffDirectory staff, PageGroups groups)
            throws Exception {
        return stateless(http.securityMatcher(reading(new OrRequestMatcher(
                        new FolderMatcher("/api/events/catalogue"),
                        new FolderMatcher("/api/openapi"),
                        new FolderMatcher("/api/openapi.yaml")))))
                .httpBasic(leading("Rapport API"))
                .addFilterBefore(new WebAppSessionFilter(login, staff), BasicAuthenticationFilter.class)
                // for the button of the page that logs out
                .csrf(forms(SecurityConfiguration::isSessionPage))
                .headers(SecurityConfiguration::ownPages)
                .addFilterBefore(new ApiKeyFilter(keys, true), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(
                        requests -> requests.anyRequest().access(admitted(groups, ApiKeyFilter.AUTHORITY)))
                .build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain systems(HttpSecurity http, ApiKeyCheck keys) throws Exception {
        return stateless(http.securityMatcher(new FolderMatcher("/api")))
                .addFilterBefore(new ApiKeyFilter(keys, false), AnonymousAuthenticationFilter.class)
                .exceptionHandling(handling -> handling.accessDeniedHandler((request, response, denied) -> {
                    Optional<KeyScope> needed = ScopedPaths.of(request);
                    if (needed.isPresent()) {
                        keys.refuseScope(response, request.getUserPrincipal().getName(), needed.get());
                    } else {
                        ProblemAnswer.UNKNOWN_PATH.write(response);
                    }
                }))
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .access((caller, context) -> new AuthorizationDecision(ScopedPaths.of(context.getRequest())
                                .filter(scope -> has(caller.get(), scope.authority()))
                                .isPresent())))
                .build();
    }

    private static boolean has(Authentication caller, String authority) {
        return caller.getAuthorities().stream()
                .anyMatch(granted -> granted.getAuthority().equals(authority));
    }

    @Bean
    @Order(2)
    SecurityFilterChain engineRest(HttpSecurity http) throws Exception {
        return stateless(http.securityMatcher(new FolderMatcher("/engine-rest")))
                .httpBasic(asking("Rapport engine"))
                .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
                // who may send what is the list's (io.rapport.desk.internal.EngineApiFilter)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain webApps(HttpSecurity http) throws Exception {
        return stateless(http.securityMatcher(new FolderMatcher("/camunda")))
                // the web apps bring their own, which fit their pages
                .headers(HeadersConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.requestMatchers(new SetupPaths())
                        .denyAll()
                        .anyRequest()
                        .permitAll())
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain administration(
            HttpSecurity http,
            Environment environment,
            @Value("${rapport.embedded}") boolean embedded,
            WebAppLogin login,
            StaffDirectory staff,
            PageGroups groups)
            throws Exception {
        String token = environment.getProperty("rapport.metrics-token");
        ApiKeys tokens = new ApiKeys(
                "rapport.metrics-token", StringUtils.hasText(token) ? Map.of("", token.strip()) : Map.of(), embedded);
        return stateless(http.securityMatcher(new OrRequestMatcher(
                        new FolderMatcher("/mailbox"),
                        new FolderMatcher("/operations"),
                        new FolderMatcher("/actuator"))))
                .httpBasic(leading("Rapport administration"))
                .addFilterBefore(new WebAppSessionFilter(login, staff), BasicAuthenticationFilter.class)
                .addFilterBefore(new MetricsTokenFilter(METRICS, tokens), BasicAuthenticationFilter.class)
                .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
                .csrf(forms(new OrRequestMatcher(new FolderMatcher("/operations"), new FolderMatcher("/mailbox"))))
                .headers(SecurityConfiguration::ownPages)
                .headers(headers -> headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                reading(request -> OPEN_HEALTH.contains(request.getServletPath())))
                        .permitAll()
                        .requestMatchers(reading(request -> METRICS.equals(request.getServletPath())))
                        .access(admitted(groups, MetricsTokenFilter.AUTHORITY))
                        .anyRequest()
                        .access(admitted(groups)))
                .build();
    }

    /** What staff work with beside Tasklist. */
    @Bean
    @Order(5)
    SecurityFilterChain pagesOfStaff(HttpSecurity http, WebAppLogin login, StaffDirectory staff, PageGroups groups)
            throws Exception {
        RequestMatcher pages = new OrRequestMatcher(
                new FolderMatcher("/studio"), new FolderMatcher("/insights"), new FolderMatcher("/customers"));
        return stateless(http.securityMatcher(pages))
                .httpBasic(leading("Rapport"))
                .addFilterBefore(new WebAppSessionFilter(login, staff), BasicAuthenticationFilter.class)
                .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
                .csrf(forms(pages))
                .headers(SecurityConfiguration::ownPages)
                .authorizeHttpRequests(requests -> requests.anyRequest().access(admitted(groups)))
                .build();
    }

    /** Where people log in once for all pages, and out. */
    @Bean
    @Order(5)
    SecurityFilterChain loginPage(HttpSecurity http) throws Exception {
        RequestMatcher forms = new OrRequestMatcher(
                new FolderMatcher(LoginController.LOGIN), new FolderMatcher(LoginController.LOGOUT));
        return stateless(http.securityMatcher(forms))
                .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
                .csrf(forms(forms))
                .headers(SecurityConfiguration::ownPages)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** What designers release by a command, and other programs of theirs. */
    @Bean
    @Order(5)
    SecurityFilterChain releasesOverHttp(HttpSecurity http, PageGroups groups) throws Exception {
        return stateless(http.securityMatcher(new FolderMatcher("/releases")))
                .httpBasic(asking("Rapport releases"))
                .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
                .headers(SecurityConfiguration::ownPages)
                .authorizeHttpRequests(requests -> requests.anyRequest().access(admitted(groups)))
                .build();
    }

    @Bean
    @Order(5)
    SecurityFilterChain deskAndCustomers(HttpSecurity http) throws Exception {
        return stateless(http.securityMatcher(new OrRequestMatcher(
                        new FolderMatcher("/desk"), new FolderMatcher("/p"), new FolderMatcher("/P"))))
                .headers(SecurityConfiguration::ownPages)
                .authorizeHttpRequests(
                        requests -> requests.requestMatchers(new FolderMatcher("/p"), new FolderMatcher("/P"))
                                .permitAll()
                                .requestMatchers(reading(new FolderMatcher("/desk")))
                                .permitAll()
                                .anyRequest()
                                .denyAll())
                .build();
    }

    @Bean
    @Order(6)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        return stateless(http)
                .headers(SecurityConfiguration::ownPages)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(
                                reading(new FolderMatcher("/assets")),
                                reading(request -> OPEN_PATHS.contains(request.getServletPath())))
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    private static Customizer<HttpBasicConfigurer<HttpSecurity>> asking(String realm) {
        return basic -> basic.authenticationEntryPoint(new BasicLoginEntryPoint(realm));
    }

    private static Customizer<HttpBasicConfigurer<HttpSecurity>> leading(String realm) {
        return basic -> basic.authenticationEntryPoint(new PageLoginEntryPoint(new BasicLoginEntryPoint(realm)));
    }

    /** Lets in the groups of a path, and who has one of the authorities besides. */
    private static AuthorizationManager<RequestAuthorizationContext> admitted(PageGroups groups, String... besides) {
        return (who, context) -> new AuthorizationDecision(groups.admit(who.get(), context.getRequest())
                || Arrays.stream(besides).anyMatch(authority -> has(who.get(), authority)));
    }

    /** What people read in a browser, and no program. */
    private static boolean isSessionPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private static RequestMatcher reading(RequestMatcher matcher) {
        return request -> request.getMethod().equals("GET") && matcher.matches(request);
    }

    private static RequestMatcher changing(RequestMatcher matcher) {
        return request -> !Set.of("GET", "HEAD", "OPTIONS").contains(request.getMethod()) && matcher.matches(request);
    }

    /**
     * What guards the forms of pages. Spring changes the token at each login, and HTTP Basic logs in with each
     * request: a second tab would take the token from the first. The token stands in no session, where somebody could have
     * planted it, so that it stays.
     */
    private static Customizer<CsrfConfigurer<HttpSecurity>> forms(RequestMatcher pages) {
        return csrf -> csrf.csrfTokenRepository(pageToken())
                .csrfTokenRequestHandler(new PageTokenHandler(pages))
                .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy())
                .requireCsrfProtectionMatcher(changing(pages));
    }

    /**
     * Forms of our own pages carry what the cookie says, and each page can send the one that logs out. It comes along where
     * somebody follows a link from elsewhere, so that forms in other tabs keep their token; no form of another site has it.
     */
    private static CookieCsrfTokenRepository pageToken() {
        CookieCsrfTokenRepository token = new CookieCsrfTokenRepository();
        token.setCookieName("rapport-form");
        token.setCookiePath("/");
        token.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Lax"));
        return token;
    }

    /**
     * Without session and form there is nothing that Spring's CSRF token would guard; pages with forms have their own. The
     * session of the web apps gets its new id when somebody logs in. Spring would take each request with it for a login, and
     * change the id under those that come at the same time.
     */
    private static HttpSecurity stateless(HttpSecurity http) throws Exception {
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS)
                        .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy()))
                .csrf(AbstractHttpConfigurer::disable)
                .exceptionHandling(handling -> handling.accessDeniedHandler((request, response, denied) -> {
                    request.setAttribute(AccessRefusal.ATTRIBUTE, AccessRefusal.of(denied, request));
                    new AccessDeniedHandlerImpl().handle(request, response, denied);
                }))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
    }

    /** A page may set a policy of its own; this one is for those that do not. Links hold tokens: no referrer. */
    private static void ownPages(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(OWN_PAGES_POLICY));
        headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER));
    }
}
