/** Who may call what: API keys for systems, the engine's identity service for people, links for customers. */
package io.rapport.app.security;
