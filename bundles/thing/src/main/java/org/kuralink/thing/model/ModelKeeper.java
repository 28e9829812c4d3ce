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
 * Gets the thing model of one product from where it is configured to come from, once, and keeps it:
 * a state machine where the platform is asked. All but {@link #check} runs on the thing's thread.
 */
final class ModelKeeper {

  static final String METHOD = "thing.dsltemplate.get";

  /** The pause before the platform is asked again doubles from here. */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

  /** The longest pause; also where the platform has refused, which time alone seldom heals. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** How long the platform's answer is good, whatever happens to the link. */
  static final Duration FRESH = Duration.ofHours(1);

  /** The pause before a model file is looked at again for changes. */
  static final Duration FILE_PAUSE = Duration.ofSeconds(30);

  /** The model of a product that has none. */
  private static final JsonText NO_FEATURES = JsonText.of("{\"properties\":[]}");

  private static final Future<?> NO_ALARM = CompletableFuture.completedFuture(null);
  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);

  private final ProductModels.Origin origin;
  private final String name;
  private final String product;
  final ModelFiles files;
  final ModelLog told;
  private volatile ModelCheck check;
  private volatile @Nullable DeviceLink link;

  private State state = State.WAITING;
  private String seen = "";
  private String cachedFor = "";
  private int question;
  private Duration pause = SHORTEST_PAUSE;
  private Duration missedPause = Duration.ZERO;
  private Future<?> alarm = NO_ALARM;
  private Future<?> missedAlarm = NO_ALARM;

  /**
   * @param product whose model; empty for that of the gateway, whichever it is
   * @param known what is known from before
   */
  ModelKeeper(ProductModels.Origin origin, String product, Optional<ThingModel> known) {
    this.origin = origin;
    this.name = origin.name();
    this.product = product;
    this.files = new ModelFiles(origin.files(), product);
    this.told = new ModelLog(name, product);
    this.check = new ModelCheck(known, Optional.empty(), false);
  }

  /** The check by the model known now, made once for each model and reader. Any thread may ask. */
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

  /** Whether there is no link to ask over. Any thread may ask. */
  boolean lacksLink() {
    DeviceLink present = link;
    return present == null || !present.isOnline();
  }

  /** Does what can be done over a link, which may have gone. */
  void advance(@Nullable DeviceLink present) {
    link = present;
    advance();
  }

  /** Does what can be done with the services that are there now. */
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

  /** A new link may go better than the one before, and may bring a newer model. */
  void online() {
    pause = SHORTEST_PAUSE;
    if (state == State.PAUSING || state == State.STALE) {
      to(State.WAITING);
    }
  }

  /**
   * A name was met that the model does not know: perhaps it has one more by now. Asks at once, and
   * after that with growing pauses, however many such names there are.
   */
  void missed() {
    boolean isKnown = state == State.KNOWN || state == State.STALE;
    if (isKnown && missedAlarm.isDone() && !lacksLink()) {
      missedPause = longer(missedPause);
      missedAlarm = ThingThread.later(origin.thread(), missedPause, () -> {});
      to(State.WAITING);
      advance();
    }
  }

  /** A device is deleted: what the platform has told is forgotten, and not asked for again. */
  void forget(DeviceLink deleted) {
    DeviceLink present = link;
    boolean isOnlyOne = product.isEmpty() || present == null || present == deleted;
    if (origin.source() != Source.CLOUD || !isOnlyOne) {
      return;
    }
    set(Optional.empty(), false);
    told.fine();
    to(State.FORGOTTEN);
    try {
      origin.cache().forget(deleted.identity().productKey());
    } catch (IOException e) {
      LOG.warn("{}: the model kept on disk could not be deleted: {}", name, ModelLog.words(e));
    }
  }

  /** The device is back: the platform may be asked again. */
  void startAnew() {
    if (state == State.FORGOTTEN) {
      to(State.WAITING);
    }
    online();
    advance();
  }

  void close() {
    to(State.CLOSED);
    missedAlarm.cancel(false);
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
      told.fine();
      to(State.WAITING);
    }
    if (check.model().isPresent()) {
      return;
    }
    try {
      Optional<JsonText> document = origin.cache().find(productKey);
      if (document.isPresent()) {
        use(reader.read(document.get()), "disk, as the platform sent it last", List.of());
      }
    } catch (IOException e) {
      LOG.warn("{}: the model kept on disk cannot be read: {}", name, ModelLog.words(e));
    } catch (MalformedModelException e) {
      LOG.warn("{}: the model kept on disk is damaged: {}", name, e.getMessage());
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
      told.refused(reply, otherwise());
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
        LOG.info("{}: asks the platform for {} more modules of the model", name, missing.size());
        ModuleQuestions.ask(
            present,
            origin.thread(),
            reader,
            new ModuleQuestions.Gap(document, missing),
            all -> {
              // Not if the device has become another one meanwhile.
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
    told.unreadable(e.getMessage(), otherwise());
    to(State.PAUSING, LONGEST_PAUSE, State.WAITING);
  }

  /** Takes what the platform has sent. */
  private void take(List<JsonText> documents, ThingModels reader) {
    try {
      ThingModel read = reader.read(documents);
      to(State.KNOWN, FRESH, State.STALE);
      told.fine();
      told.lacking(read.coverage().missing());
      use(read, "the platform", List.of());
      if (!read.isEmpty()) {
        origin.cache().keep(cachedFor, ModuleQuestions.together(documents));
      }
    } catch (MalformedModelException e) {
      unreadable(e);
    } catch (IOException e) {
      LOG.warn("{}: the thing model could not be kept on disk: {}", name, ModelLog.words(e));
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
      missedPause = Duration.ZERO;
    }
    set(Optional.of(read), outdated);
    told.taken(read, from);
    told.warnings(from, otherWarnings.isEmpty() ? read.warnings() : otherWarnings);
  }

  private String otherwise() {
    return check.model().isPresent() ? "the model from before goes on" : "nothing is checked";
  }

  /** How it stands with the model that the platform is asked for. */
  private enum State {
    /** Nothing was asked; the next link that is online is asked over. */
    WAITING,
    /** A question is on its way. */
    ASKING,
    /** The question was not answered, or refused: it is repeated later, or after a log-in. */
    PAUSING,
    /** The platform has answered. */
    KNOWN,
    /** It has, long ago: the next log-in asks again. */
    STALE,
    /** The device is deleted: nothing is asked. */
    FORGOTTEN,
    /** The thing has ended. */
    CLOSED
  }
}
