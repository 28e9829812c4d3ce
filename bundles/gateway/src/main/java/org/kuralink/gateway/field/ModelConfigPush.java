/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldOutcome.Verdict;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The push of a model configuration (developer guide 9.6). Fetches its file, has it applied, and
 * answers with the result: 200 if it is in force, 460 if it is wrong, 400 if something here failed.
 * A push without a result after {@link #PATIENCE} is answered with 400; the result follows in a
 * second answer with the same id. A push that arrives while another one is fetched replaces it.
 */
final class ModelConfigPush {

  static final String METHOD = "thing.model.config.push";

  /** The time after which the first answer is sent. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(ModelConfigPush.class);
  private static final String NEWER = "a newer push came";
  private static final DownloadLimits LIMITS =
      new DownloadLimits(
          FieldHistory.MOST_BYTES,
          3,
          2,
          new DownloadLimits.Pace(0, Duration.ofSeconds(20)),
          Duration.ofMinutes(2),
          false);

  private final FieldHost host;
  private final Fetcher fetcher;
  private final ScheduledExecutorService timer;
  private @Nullable Order fetching;

  /**
   * Creates the handler of pushes.
   *
   * @param timer the timer of the first answer; not the channel thread
   */
  ModelConfigPush(FieldHost host, Fetcher fetcher, ScheduledExecutorService timer) {
    this.host = host;
    this.fetcher = fetcher;
    this.timer = timer;
  }

  /** Fetches a file. */
  @FunctionalInterface
  interface Fetcher {

    /** Returns the whole file after a check of its digest. Blocks; may be interrupted. */
    byte[] fetch(PushedFile file) throws DownloadException, InterruptedException;
  }

  /** Returns a fetcher that uses the session, with servers that it trusts, within two minutes. */
  static Fetcher over(Downloads session) {
    return over(session, LIMITS);
  }

  /** Returns a fetcher with other limits, for tests. */
  static Fetcher over(Downloads session, DownloadLimits limits) {
    return file ->
        session.toMemory(
            new DownloadRequest(
                file.address(), -1, Map.of(file.method(), file.digest()), "", limits));
  }

  /** A push that is being carried out. */
  private final class Order {

    private final DeviceLink link;
    private final Request request;
    private final PushedFile file;
    private final CompletableFuture<Reply> answer = new CompletableFuture<>();
    private volatile @Nullable Thread thread;
    private volatile boolean superseded;

    Order(DeviceLink link, Request request, PushedFile file) {
      this.link = link;
      this.request = request;
      this.file = file;
    }

    void begin() {
      Thread fresh = new Thread(this::fetch, "kuralink-channels-download");
      fresh.setDaemon(true);
      thread = fresh;
      timer.schedule(this::underWay, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      fresh.start();
    }

    private void underWay() {
      answer.complete(
          reply(
              ResultCode.REQUEST_ERROR,
              "not finished after "
                  + PATIENCE.toSeconds()
                  + " s; the result follows with the same id"));
    }

    void supersede() {
      superseded = true;
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }

    private void fetch() {
      try {
        byte[] json = fetcher.fetch(file);
        host.thread()
            .execute(() -> give(superseded ? superseded() : host.apply(json, FieldHost.PUSH)));
      } catch (DownloadException e) {
        Verdict verdict =
            e.kind() == DownloadException.Kind.WRONG_FILE ? Verdict.REFUSED : Verdict.FAILED;
        String step = verdict == Verdict.REFUSED ? "digest: " : "download: ";
        fail(verdict, step + e.getMessage());
      } catch (InterruptedException e) {
        fail(Verdict.FAILED, superseded ? NEWER : "interrupted");
      } catch (RuntimeException e) {
        LOG.error("A pushed model configuration could not be fetched", e);
        fail(Verdict.FAILED, "download: " + e);
      }
    }

    private FieldOutcome superseded() {
      return host.failed(FieldHost.PUSH, Verdict.FAILED, NEWER);
    }

    private void fail(Verdict verdict, String words) {
      host.thread().execute(() -> give(host.failed(FieldHost.PUSH, verdict, words)));
    }

    private void give(FieldOutcome outcome) {
      synchronized (ModelConfigPush.this) {
        if (fetching == this) {
          fetching = null;
        }
      }
      ResultCode code =
          outcome.verdict() == Verdict.APPLIED
              ? ResultCode.SUCCESS
              : outcome.verdict() == Verdict.REFUSED
                  ? ResultCode.PARAMETER_ERROR
                  : ResultCode.REQUEST_ERROR;
      Reply reply = reply(code, outcome.verdict() == Verdict.APPLIED ? "success" : outcome.told());
      if (!answer.complete(reply)) {
        request.id().ifPresent(id -> sendLate(id, reply));
      }
    }

    private Reply reply(ResultCode code, String words) {
      return new Reply(code, JsonOutput.text(file.said()), Optional.of(words));
    }

    private void sendLate(MessageId id, Reply reply) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", id.numeric() ? new BigDecimal(id.text()) : id.text());
      json.put("code", reply.code().value());
      json.put("message", reply.message().orElse(""));
      json.put("data", reply.data());
      String topic = "/sys/" + link.identity() + "/thing/model/config/push_reply";
      link.publish(new Message(topic, JsonOutput.bytes(json)), Delivery.DURABLE)
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  LOG.warn("The result of a push could not be sent: {}", failure.toString());
                }
              });
    }
  }

  /** Takes a push, on a thread of the connection. */
  CompletionStage<Reply> pushed(DeviceLink link, Request request) {
    PushedFile file;
    try {
      file = PushedFile.read(request.params());
    } catch (IllegalArgumentException e) {
      String words = String.valueOf(e.getMessage());
      host.thread().execute(() -> host.failed(FieldHost.PUSH, Verdict.REFUSED, words));
      return CompletableFuture.completedFuture(
          new Reply(
              ResultCode.PARAMETER_ERROR,
              JsonOutput.text(PushedFile.said(request.params())),
              Optional.of(words)));
    }
    Order order = new Order(link, request, file);
    Order former;
    synchronized (this) {
      former = fetching;
      fetching = order;
    }
    if (former != null) {
      former.supersede();
    }
    order.begin();
    return order.answer;
  }

  /** Cancels the current download. */
  void close() {
    Order last;
    synchronized (this) {
      last = fetching;
    }
    if (last != null) {
      last.supersede();
    }
  }
}
