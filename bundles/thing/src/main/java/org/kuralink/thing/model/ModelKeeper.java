/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.model.ProductModels.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thing model of one product: gets it from the configured source and keeps it up to date. If
 * the source is the platform, this is a state machine. All methods but {@link #check} and {@link
 * #lacksLink} run on the thread of the thing.
 */
final class ModelKeeper {

  static final String METHOD = "thing.dsltemplate.get";

  /** The first pause before the platform is asked again; further ones double. */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

  /** The longest pause; also the pause after a refusal, which rarely ends by itself. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** The time for which a reply of the platform counts as fresh, even over a new log-in. */
  static final Duration FRESH = Duration.ofHours(1);

  /** The interval at which the model files are checked for changes. */
  static final Duration FILE_PAUSE = Duration.ofSeconds(30);

  /** The document that stands for the model of a product without one. */
  private static final JsonText NO_FEATURES = JsonText.of("{\"properties\":[]}");

  private static final Future<?> NO_ALARM = CompletableFuture.completedFuture(null);
  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);

  private final ProductModels.Origin origin;
  private final String name;
  private final String product;
  final ModelFiles files;
  final ModelLog log;
  private volatile ModelCheck check;
  private volatile @Nullable DeviceLink link;

  private State state = State.WAITING;
  private String seen = "";
  private String cachedFor = "";
  private int question;
  private Duration pause = SHORTEST_PAUSE;
  private Duration refreshPause = Duration.ZERO;
  private Future<?> alarm = NO_ALARM;
  private Future<?> refreshAlarm = NO_ALARM;

  /**
   * @param product the product key; empty for the product of the gateway
   * @param known the model before a change of the configuration
   */
  ModelKeeper(ProductModels.Origin origin, String product, Optional<ThingModel> known) {
    this.origin = origin;
    this.name = origin.name();
    this.product = product;
    this.files = new ModelFiles(origin.files(), product);
    this.log = new ModelLog(name, product);
    this.check = new ModelCheck(known, Optional.empty(), false);
  }

  /** Returns the check against the current model. Any thread may call. */
  ModelCheck check() {
    ModelCheck known = check;
    Optional<ThingModels> reader = origin.readers().get();
    return known.checker().equals(reader) ? known : with(reader);
  }

  private synchronized ModelCheck with(Optional<ThingModels> reader) {
    check = new ModelCheck(check.model(), reader, check.outdated());
    return check;
  }

  private synchronized void set(Optional<ThingModel> model, boolean outdated) {
    check = new ModelCheck(model, check.checker(), outdated);
  }

  /** Tells whether there is no link over which to request the model. Any thread may call. */
  boolean lacksLink() {
    DeviceLink present = link;
    return present == null || !present.isOnline();
  }

  /** Proceeds over a link, or without one. */
  void advance(@Nullable DeviceLink present) {
    link = present;
    advance();
  }

  /** Proceeds as far as the services present now allow. */
  void advance() {
    Optional<ThingModels> reader = origin.readers().get();
    if (reader.isEmpty() || state == State.CLOSED) {
      return;
    }
    DeviceLink present = link;
    if (origin.source() == Source.FILE && !origin.files().isEmpty()) {
      followFile(reader.get());
    }
    if (origin.source() == Source.CLOUD && present != null) {
      readCache(reader.get(), present.identity().productKey());
      if (state == State.WAITING && present.isOnline()) {
        ask(present);
      }
    }
  }

  private void to(State next) {
    if (state != next) {
      LOG.debug("{}: the thing model {}: {} -> {}", name, cachedFor, state, next);
      state = next;
    }
    question++;
    alarm.cancel(false);
  }

  private void to(State next, Duration later, State then) {
    to(next);
    alarm =
        ThingThread.later(
            origin.thread(),
            later,
            () -> {
              to(then);
              advance();
            });
  }

  /** Requests the model again after a log-in if it is missing or stale. */
  void online() {
    pause = SHORTEST_PAUSE;
    if (state == State.PAUSING || state == State.STALE) {
      to(State.WAITING);
    }
  }

  /**
   * Requests the model again after a name that it does not know: the platform may have a newer one.
   * Does so at once, then with growing pauses, however many such names there are.
   */
  void refresh() {
    boolean isKnown = state == State.KNOWN || state == State.STALE;
    if (isKnown && refreshAlarm.isDone() && !lacksLink()) {
      refreshPause = longer(refreshPause);
      refreshAlarm = ThingThread.later(origin.thread(), refreshPause, () -> {});
      to(State.WAITING);
      advance();
    }
  }

  /** Drops the platform's model after the deletion of a device, and does not request it again. */
  void forget(DeviceLink deleted) {
    DeviceLink present = link;
    boolean isOnlyOne = product.isEmpty() || present == null || present == deleted;
    if (origin.source() != Source.CLOUD || !isOnlyOne) {
      return;
    }
    set(Optional.empty(), false);
    log.clearFault();
    to(State.FORGOTTEN);
    try {
      origin.cache().forget(deleted.identity().productKey());
    } catch (IOException e) {
      LOG.warn("{}: the stored thing model could not be deleted: {}", name, ModelLog.words(e));
    }
  }

  /** Requests the model again after a deleted device has become active. */
  void startAnew() {
    if (state == State.FORGOTTEN) {
      to(State.WAITING);
    }
    online();
    advance();
  }

  void close() {
    to(State.CLOSED);
    refreshAlarm.cancel(false);
  }

  private void followFile(ThingModels reader) {
    String now = files.stamp();
    if (!now.equals(seen)) {
      seen = now;
      readFile(reader);
    }
    if (alarm.isDone()) {
      alarm =
          ThingThread.later(
              origin.thread(),
              FILE_PAUSE,
              () -> {
                alarm = NO_ALARM;
                advance();
              });
    }
  }

  private void readFile(ThingModels reader) {
    ModelFiles.Contents contents = files.read(reader);
    contents.faults().forEach(fault -> LOG.error("{}: {}; {}", name, fault, otherwise()));
    set(check.model(), !contents.faults().isEmpty());
    if (contents.documents().isEmpty()) {
      return;
    }
    try {
      use(reader.read(contents.documents()), files.toString(), contents.warnings());
    } catch (MalformedModelException e) {
      set(check.model(), true);
      LOG.error("{}: {}; {}", name, files.refused(e), otherwise());
    }
  }

  private void readCache(ThingModels reader, String productKey) {
    if (cachedFor.equals(productKey)) {
      return;
    }
    boolean anotherProduct = !cachedFor.isEmpty();
    cachedFor = productKey;
    if (anotherProduct) {
      set(Optional.empty(), false);
      log.clearFault();
      to(State.WAITING);
    }
    if (check.model().isPresent()) {
      return;
    }
    try {
      Optional<JsonText> document = origin.cache().find(productKey);
      if (document.isPresent()) {
        use(reader.read(document.get()), "disk (last sent by the platform)", List.of());
      }
    } catch (IOException e) {
      LOG.warn("{}: the stored thing model cannot be read: {}", name, ModelLog.words(e));
    } catch (MalformedModelException e) {
      LOG.warn("{}: the stored thing model is damaged: {}", name, e.getMessage());
    }
  }

  private void ask(DeviceLink present) {
    to(State.ASKING);
    int asked = question;
    present
        .request(METHOD, JsonText.EMPTY_OBJECT)
        .whenComplete(
            (reply, failure) ->
                ThingThread.run(
                    origin.thread(),
                    () -> {
                      if (question != asked) {
                        return;
                      }
                      if (failure == null) {
                        answer(present, reply);
                      } else {
                        unanswered(HandlerFaults.cause(failure));
                      }
                    }));
  }

  private void unanswered(Throwable failure) {
    LOG.info("{}: the platform did not send the thing model: {}", name, ModelLog.words(failure));
    to(State.PAUSING, pause, State.WAITING);
    pause = longer(pause);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.isZero() ? SHORTEST_PAUSE : pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void answer(DeviceLink present, Reply reply) {
    Optional<ThingModels> reader = origin.readers().get();
    if (!reply.isSuccess()) {
      log.refused(reply, otherwise());
      to(State.PAUSING, LONGEST_PAUSE, State.WAITING);
    } else if (reader.isEmpty()) {
      to(State.PAUSING, SHORTEST_PAUSE, State.WAITING);
    } else {
      boolean nothing = reply.data().equals(JsonText.EMPTY_OBJECT);
      read(present, nothing ? NO_FEATURES : reply.data(), reader.get());
    }
  }

  private void read(DeviceLink present, JsonText document, ThingModels reader) {
    try {
      Set<String> missing = reader.read(document).coverage().missing();
      int asked = question;
      if (missing.isEmpty()) {
        take(List.of(document), reader);
      } else {
        LOG.info("{}: requesting {} more modules of the thing model", name, missing.size());
        ModuleRequests.ask(
            present,
            origin.thread(),
            reader,
            new ModuleRequests.Gap(document, missing),
            all -> {
              // A later change of state makes the reply obsolete.
              if (question == asked) {
                take(all, reader);
              }
            });
      }
    } catch (MalformedModelException e) {
      unreadable(e);
    }
  }

  private void unreadable(MalformedModelException e) {
    set(check.model(), check.model().isPresent());
    log.unreadable(e.getMessage(), otherwise());
    to(State.PAUSING, LONGEST_PAUSE, State.WAITING);
  }

  /** Uses and stores the documents that the platform sent. */
  private void take(List<JsonText> documents, ThingModels reader) {
    try {
      ThingModel read = reader.read(documents);
      to(State.KNOWN, FRESH, State.STALE);
      log.clearFault();
      log.missingModules(read.coverage().missing());
      use(read, "the platform", List.of());
      if (!read.isEmpty()) {
        origin.cache().keep(cachedFor, ModuleRequests.together(documents));
      }
    } catch (MalformedModelException e) {
      unreadable(e);
    } catch (IOException e) {
      LOG.warn("{}: the thing model could not be stored: {}", name, ModelLog.words(e));
    }
  }

  private void use(ThingModel read, String from, List<String> otherWarnings) {
    boolean outdated = check.outdated() && origin.source() == Source.FILE;
    if (read.isEmpty()) {
      LOG.warn("{}: the thing model from {} is empty; nothing is checked", name, from);
      set(Optional.empty(), outdated);
      return;
    }
    if (!check.model().equals(Optional.of(read))) {
      refreshPause = Duration.ZERO;
    }
    set(Optional.of(read), outdated);
    log.taken(read, from);
    log.warnings(from, otherWarnings.isEmpty() ? read.warnings() : otherWarnings);
  }

  private String otherwise() {
    return check.model().isPresent() ? "the previous model stays in use" : "nothing is checked";
  }

  /** The states of a model that comes from the platform. */
  private enum State {
    /** The model is requested as soon as a link is online. */
    WAITING,
    /** A request is under way. */
    ASKING,
    /** The request failed or was refused; it is repeated after a pause or a log-in. */
    PAUSING,
    /** The platform has sent the model. */
    KNOWN,
    /** The platform sent the model more than an hour ago; the next log-in requests it again. */
    STALE,
    /** The device is deleted; nothing is requested. */
    FORGOTTEN,
    /** The thing was deactivated. */
    CLOSED
  }
}
