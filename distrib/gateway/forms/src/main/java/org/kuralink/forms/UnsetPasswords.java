/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * A servlet filter that empties the fields of unset passwords. The Web Console itself sends the
 * same placeholder for each password, whether it is set or not.
 */
@Component(
    name = "org.kuralink.forms.passwords",
    service = Filter.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
      "osgi.http.whiteboard.filter.pattern=/configMgr/*"
    })
public final class UnsetPasswords implements Filter {

  private static final Gson GSON = new Gson();

  private final ConfigurationAdmin admin;

  /** Creates a filter that reads the configurations of the framework. */
  @Activate
  public UnsetPasswords(@Reference ConfigurationAdmin admin) {
    this.admin = admin;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Kept kept = new Kept((HttpServletResponse) response);
    chain.doFilter(request, kept);
    String text = kept.text();
    if (!text.isEmpty()) {
      response.getWriter().write(kept.isJson() ? emptied(text) : text);
    }
  }

  /** Returns the response unchanged if it is not a form. */
  String emptied(String answer) {
    try {
      JsonElement json = JsonParser.parseString(answer);
      if (json instanceof JsonArray several) {
        several.forEach(this::emptyOf);
      } else {
        emptyOf(json);
      }
      return GSON.toJson(json);
    } catch (JsonParseException e) {
      return answer;
    }
  }

  private void emptyOf(JsonElement element) {
    if (!(element instanceof JsonObject form)
        || !(form.get("properties") instanceof JsonObject fields)) {
      return;
    }
    for (Map.Entry<String, JsonElement> entry : fields.entrySet()) {
      if (entry.getValue() instanceof JsonObject field
          && field.has("value")
          && isPassword(field.get("type"))
          && !isSet(form.get("pid"), entry.getKey())) {
        field.addProperty("value", "");
      }
    }
  }

  private static boolean isPassword(@Nullable JsonElement type) {
    return type != null
        && type.isJsonPrimitive()
        && type.getAsJsonPrimitive().isNumber()
        && type.getAsInt() == AttributeDefinition.PASSWORD;
  }

  private boolean isSet(@Nullable JsonElement pid, String property) {
    try {
      Configuration[] found =
          pid == null
              ? null
              : admin.listConfigurations("(service.pid=" + escaped(pid.getAsString()) + ")");
      Dictionary<String, Object> properties =
          found == null || found.length == 0 ? null : found[0].getProperties();
      Object value = properties == null ? null : properties.get(property);
      return value != null && !value.toString().isEmpty();
    } catch (IOException | InvalidSyntaxException e) {
      return true;
    }
  }

  private static String escaped(String value) {
    return value.replaceAll("([\\\\*()])", "\\\\$1");
  }

  /** Buffers the text of a response; binary output is not buffered. */
  private static final class Kept extends HttpServletResponseWrapper {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    private Kept(HttpServletResponse response) {
      super(response);
    }

    private boolean isJson() {
      String type = getContentType();
      return type != null && type.startsWith("application/json");
    }

    private String text() {
      out.flush();
      return text.toString();
    }

    @Override
    public PrintWriter getWriter() {
      return out;
    }
  }
}
