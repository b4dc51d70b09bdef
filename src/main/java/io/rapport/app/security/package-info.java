/** Who may pass which door: API keys for systems, the engine's identity service for people, links for customers. */
package io.rapport.app.security;
