/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.https;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.auth.TokenRequest;
import org.kuralink.simulator.auth.UplinkTokens;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.UnconnectedSessions;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.fault.HttpsFaults;
import org.kuralink.simulator.gateway.Relations;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/**
 * Handles the requests of devices over HTTPS: for a token, and for publishing with it (spec 3.4).
 * Thread-safe.
 */
public final class HttpsUplink {
  /** Bytes; a longer body is refused. */
  public static final int MAX_BODY = 128 * 1024;

  private static final long TIMESTAMP_VALID = Duration.ofMinutes(15).toMillis();

  private final Registry registry;
  private final Relations relations;
  private final UnconnectedSessions sessions;
  private final FaultTable faults;
  private final UplinkTokens tokens;
  private final Clock clock;
  private final AtomicLong messageId = new AtomicLong();

  /** The registered devices. */
  public record Devices(Registry registry, Relations relations) {}

  /** For devices that are behind no gateway; their tokens live that long. */
  public HttpsUplink(
      Devices devices,
      UnconnectedSessions sessions,
      FaultTable faults,
      Clock clock,
      Duration tokenLifetime) {
    this.registry = devices.registry;
    this.relations = devices.relations;
    this.sessions = sessions;
    this.faults = faults;
    this.tokens = new UplinkTokens(clock, tokenLifetime);
    this.clock = clock;
  }

  /** An answer and its faults. */
  record Answered(HttpsAnswer answer, HttpsFaults fault, int delayMs, boolean mute) {}

  Answered answer(Asked asked, ScheduledExecutorService timer) {
    Request request = asked.isAuth() ? new Authentication(asked, timer) : new Publication(asked);
    Optional<DeviceKey> key = request.key();
    Faults misbehaviour = key.map(faults::of).orElseGet(faults::general);
    HttpsFaults fault = faults.nextHttps(key, asked.path());
    boolean refuses = fault.code() != 0 || fault.status() != 0;
    if (refuses) {
      request.refusedByFault(fault);
    }
    return new Answered(
        refuses ? HttpsAnswer.of(fault.code()) : request.carryOut(),
        fault,
        misbehaviour.delayRepliesMs(),
        misbehaviour.mute());
  }

  /** One of the two requests. */
  private interface Request {
    Optional<DeviceKey> key();

    HttpsAnswer carryOut();

    void refusedByFault(HttpsFaults fault);
  }

  /** Ends sessions whose tokens have expired. */
  private void expire() {
    for (Session session : sessions.all()) {
      if (!tokens.any(session.key())) {
        session.close("its token has expired");
      }
    }
  }

  /** A request for a token. */
  private final class Authentication implements Request {
    private final Asked asked;
    private final ScheduledExecutorService timer;
    private TokenRequest given = TokenRequest.EMPTY;
    private final Optional<String> fault;

    Authentication(Asked asked, ScheduledExecutorService timer) {
      this.asked = asked;
      this.timer = timer;
      this.fault = asked.unusable().or(this::read);
    }

    private Optional<String> read() {
      if (!asked.isOf("application/json")) {
        return Optional.of("Content-Type: application/json is needed");
      }
      try {
        given = TokenRequest.of(StrictJson.parseObject(withoutNul(asked.body())));
      } catch (BadJsonException e) {
        return Optional.of(e.getMessage());
      }
      return given.fault();
    }

    @Override
    public Optional<DeviceKey> key() {
      return registry.device(given.claims()).map(Device::key);
    }

    @Override
    public HttpsAnswer carryOut() {
      if (fault.isPresent()) {
        return refuse(HttpsAnswer.PARAMETER, fault.get());
      }
      Optional<Device> device = key().flatMap(registry::device);
      Optional<String> refusal = device.map(this::refusal).orElse(Optional.of("unknown device"));
      if (device.isEmpty() || refusal.isPresent()) {
        return refuse(HttpsAnswer.AUTHENTICATION, refusal.orElse(""));
      }
      expire();
      JsonObject info = new JsonObject();
      info.addProperty("token", tokens.issue(device.get().key()));
      Session session = sessions.open(device.get(), caller(), tokens::revoke);
      // Later than the token dies, never before.
      var unused =
          timer.schedule(
              HttpsUplink.this::expire, tokens.lifetime().toMillis() + 1, TimeUnit.MILLISECONDS);
      if (faults.of(session.key()).kickAfterConnect()) {
        session.close("fault: kicked after connect");
      }
      return HttpsAnswer.success(info);
    }

    private Optional<String> refusal(Device device) {
      if (!device.enabled()) {
        return Optional.of("device is disabled");
      }
      if (!given.verifies(device.secret(), Set.of())) {
        return Optional.of("wrong signature");
      }
      if (given.has("timestamp")
          && Math.abs(clock.millis() - Long.parseLong(given.text("timestamp"))) > TIMESTAMP_VALID) {
        return Optional.of("timestamp is more than 15 minutes off");
      }
      if (relations.gatewayOf(device.key()).isPresent()) {
        return Optional.of("a sub-device is there through its gateway only");
      }
      return faults.of(device.key()).refuse() != 0
          ? Optional.of("fault: refuse")
          : Optional.empty();
    }

    private HttpsAnswer refuse(int code, String why) {
      sessions.refused(caller(), code, why);
      return HttpsAnswer.of(code, why);
    }

    private UnconnectedSessions.Caller caller() {
      return new UnconnectedSessions.Caller(
          key(), given.text("clientId"), asked.way(), asked.remote());
    }

    @Override
    public void refusedByFault(HttpsFaults refusal) {
      sessions.refused(caller(), refusal.code(), "fault: " + words(refusal));
    }
  }

  /** A request to publish. */
  private final class Publication implements Request {
    private final Asked asked;
    private final Optional<UplinkTokens.Known> token;

    Publication(Asked asked) {
      this.asked = asked;
      this.token = asked.token().flatMap(tokens::find);
    }

    @Override
    public Optional<DeviceKey> key() {
      return token.map(UplinkTokens.Known::key);
    }

    private Optional<Session> session() {
      return key().flatMap(sessions::of);
    }

    @Override
    public HttpsAnswer carryOut() {
      Optional<String> unusable = asked.unusable().or(this::fault);
      if (unusable.isPresent()) {
        return refuse(HttpsAnswer.of(HttpsAnswer.PARAMETER, unusable.get()));
      }
      if (asked.token().isEmpty()) {
        return HttpsAnswer.of(HttpsAnswer.TOKEN_MISSING);
      }
      if (token.isEmpty()) {
        return HttpsAnswer.of(HttpsAnswer.TOKEN_WRONG);
      }
      Optional<Session> session = session();
      if (!token.get().good() || session.isEmpty()) {
        HttpsAnswer expired = refuse(HttpsAnswer.of(HttpsAnswer.TOKEN_EXPIRED));
        expire();
        return expired;
      }
      Device device = session.get().device();
      if (!device.enabled() || relations.gatewayOf(device.key()).isPresent()) {
        return refuse(HttpsAnswer.of(HttpsAnswer.TOKEN_WRONG));
      }
      return publish(session.get());
    }

    private Optional<String> fault() {
      if (!asked.isOf("application/octet-stream")) {
        return Optional.of("Content-Type: application/octet-stream is needed");
      }
      return asked.body().length > MAX_BODY
          ? Optional.of("at most " + MAX_BODY + " bytes, not " + asked.body().length)
          : Optional.empty();
    }

    private HttpsAnswer publish(Session session) {
      return switch (sessions.publish(session, asked.topic(), withoutNul(asked.body()))) {
        case TAKEN -> taken();
        case NO_TOPIC -> HttpsAnswer.of(HttpsAnswer.PARAMETER, "no topic to publish on");
        case OF_ANOTHER -> HttpsAnswer.of(HttpsAnswer.TOKEN_WRONG);
        case DENIED -> HttpsAnswer.of(HttpsAnswer.PUBLISH);
        case TOO_MANY -> HttpsAnswer.of(HttpsAnswer.TOO_MANY);
      };
    }

    private HttpsAnswer refuse(HttpsAnswer answer) {
      session().ifPresent(s -> tell(s, "refused: " + answer.code() + " " + answer.message()));
      return answer;
    }

    private void tell(Session session, String note) {
      sessions.tell(session, asked.topic(), asked.body(), note);
    }

    @Override
    public void refusedByFault(HttpsFaults refusal) {
      session().ifPresent(s -> tell(s, "fault: " + words(refusal)));
    }
  }

  private static String words(HttpsFaults fault) {
    return fault.status() == 0 ? "httpsCode " + fault.code() : "httpsStatus " + fault.status();
  }

  private HttpsAnswer taken() {
    JsonObject info = new JsonObject();
    // Odd and beyond 53 bits, so that no floating-point number holds it.
    long first = (clock.millis() << 20) + 1;
    info.addProperty("messageId", messageId.updateAndGet(last -> Math.max(last + 2, first)));
    info.addProperty("data", "");
    return HttpsAnswer.success(info);
  }

  /** JSON without the final NUL of a C text, which the official C SDK sends. */
  private static byte[] withoutNul(byte[] body) {
    int last = body.length - 1;
    return last > 1 && body[last] == 0 && body[last - 1] == '}' && body[0] == '{'
        ? Arrays.copyOf(body, last)
        : body;
  }
}
