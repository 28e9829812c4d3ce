/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.TimeLimit;
import org.kuralink.download.WebClient;
import org.kuralink.download.WebExchange;
import org.kuralink.download.WebRequest;
import org.kuralink.login.LoginException;
import org.kuralink.login.diagnosis.Diagnosis;

/**
 * A client of the platform's HTTPS authentication service: one POST and one JSON response, with one
 * time limit from the name look-up to the last byte. Keeps no thread and no connection. Any thread
 * may call; an interrupt ends the call.
 */
final class AuthService {

  private static final int MAX_ANSWER = 64 * 1024;

  private final WebClient client;
  private final URI base;
  private final Duration limit;
  private final ServerTrust trust;
  private final Clock clock;

  AuthService(WebClient client, URI base, Duration limit, ServerTrust trust, Clock clock) {
    this.client = client;
    this.base = base;
    this.limit = limit;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Posts a form and reads the response.
   *
   * @throws LoginException if there is no response, or an invalid one
   */
  Answer post(String path, Map<String, String> form) throws LoginException {
    WebAddress address = address(path);
    TimeLimit time = TimeLimit.of(limit, limit, System::nanoTime);
    WebRequest request = WebRequest.post(address, encode(form));
    try (WebExchange response = client.ask(request, List.of(trust), time)) {
      if (response.status() / 100 == 3) {
        throw new LoginException(
            SessionFault.Cause.CONFIGURATION,
            address.text() + " sent a redirect, which is not followed; check auth.url");
      }
      if (response.status() != 200) {
        throw new LoginException(
            SessionFault.Cause.PLATFORM, address.text() + " answered HTTP " + response.status());
      }
      byte[] body = response.body().readNBytes(MAX_ANSWER + 1);
      if (body.length > MAX_ANSWER) {
        throw new LoginException(
            SessionFault.Cause.PLATFORM,
            "the response has more than " + MAX_ANSWER + " bytes; check auth.url");
      }
      return answer(address, new String(body, StandardCharsets.UTF_8));
    } catch (InterruptedIOException e) {
      throw new LoginException(
          SessionFault.Cause.TIMEOUT,
          address.host() + " did not answer within " + limit.toSeconds() + " s; check the network");
    } catch (IOException e) {
      Diagnosis found = Diagnosis.of(e, address.host(), clock.instant());
      throw new LoginException(found.cause(), found.message());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(SessionFault.Cause.TIMEOUT, "the log-in was interrupted");
    }
  }

  private WebAddress address(String path) throws LoginException {
    String prefix = base.toString();
    try {
      WebAddress address =
          WebAddress.parse(
              (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path);
      if (address.secure() || isLoopback(address.host())) {
        return address;
      }
    } catch (MalformedURLException e) {
      // Reported below, like other invalid URLs.
    }
    throw new LoginException(
        SessionFault.Cause.CONFIGURATION,
        "auth.url must be https://host[:port] (http only for this machine), but is '" + base + "'");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private static Answer answer(WebAddress address, String text) throws LoginException {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int code = json.getAsJsonPrimitive("code").getAsInt();
      JsonElement message = json.get("message");
      JsonElement data = json.get("data");
      return new Answer(
          code,
          message != null && message.isJsonPrimitive() ? clean(message.getAsString()) : "",
          data != null && data.isJsonObject() ? data.getAsJsonObject() : new JsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NumberFormatException
        | NullPointerException e) {
      throw new LoginException(
          SessionFault.Cause.PLATFORM,
          address.text() + " did not answer with the JSON of the platform; check auth.url");
    }
  }

  /** Makes an external text safe for a log. */
  private static String clean(String text) {
    return text.codePoints()
        .limit(200)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** The response of the service. */
  record Answer(int code, String message, JsonObject data) {

    /** Returns a required member. */
    String text(String name) throws LoginException {
      JsonElement member = data.get(name);
      if (member == null || !member.isJsonPrimitive() || member.getAsString().isEmpty()) {
        throw new LoginException(
            SessionFault.Cause.PLATFORM, "the platform's answer has no '" + name + "'; try later");
      }
      return member.getAsString();
    }

    /** Returns code and message of a failure. */
    String words() {
      return "code " + code + (message.isEmpty() ? "" : ", '" + message + "'");
    }
  }
}
