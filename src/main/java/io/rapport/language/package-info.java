/** The languages of staff: texts that lie over models and forms, by element and component; whether a text shows anything. Pure: no Spring, no engine. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.language;
