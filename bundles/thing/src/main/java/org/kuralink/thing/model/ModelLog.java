/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.ThingModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a thing model, and the current fault of what the platform sends for it. Any thread may
 * read the fault.
 */
final class ModelLog {

  /** The largest number of warnings that are logged for one model. */
  private static final int MAX_WARNINGS = 10;

  private static final int SHOWN = 300;

  private static final Logger LOG = LoggerFactory.getLogger(ModelLog.class);

  private final String name;
  private final String whose;
  private volatile Optional<String> fault = Optional.empty();

  /**
   * Creates a log without a fault.
   *
   * @param name the name of the thing
   * @param product the product key; empty for the product of the gateway
   */
  ModelLog(String name, String product) {
    this.name = name;
    this.whose = product.isEmpty() ? "" : " for the product " + product;
  }

  /** Returns the current fault; it begins with the name of the configuration property. */
  Optional<String> fault() {
    return fault;
  }

  /** Clears the fault. */
  void clearFault() {
    fault = Optional.empty();
  }

  private void fault(String what, String otherwise) {
    String shown = VisibleText.of(what, SHOWN) + whose;
    fault = Optional.of("model.source is cloud: the platform " + shown + "; " + otherwise);
  }

  /** Reports that the platform sent a document that is not a model. */
  void unreadable(@Nullable String why, String otherwise) {
    LOG.warn("{}: the platform sent a thing model that is not a valid TSL: {}", name, why);
    fault("sent a thing model that is not a valid TSL (" + why + ")", otherwise);
  }

  /** Reports that a model is in use. */
  void taken(ThingModel model, String from) {
    Set<String> modules = new TreeSet<>(model.coverage().modules());
    modules.remove(ThingModel.DEFAULT_MODULE);
    LOG.info(
        "{}: thing model of product {} from {}: {} properties, {} events, {} services{}",
        name,
        model.productKey().orElse("(not named)"),
        from,
        model.properties().size(),
        model.events().size(),
        model.services().size(),
        modules.isEmpty() ? "" : ", modules " + modules);
  }

  /** Reports the elements that cannot be read. */
  void warnings(String from, List<String> warnings) {
    warnings.stream()
        .limit(MAX_WARNINGS)
        .forEach(
            warning ->
                LOG.warn(
                    "{}: an element of the thing model from {} is not checked: {}",
                    name,
                    from,
                    warning));
    if (warnings.size() > MAX_WARNINGS) {
      LOG.warn(
          "{}: {} more elements of the thing model are not checked",
          name,
          warnings.size() - MAX_WARNINGS);
    }
  }

  /** Reports the modules that the platform does not send. */
  void missingModules(Set<String> modules) {
    if (!modules.isEmpty()) {
      LOG.info(
          "{}: the platform does not send the modules {}; their values are not checked",
          name,
          new TreeSet<>(modules));
    }
  }

  /**
   * Reports that the platform refuses to send the model.
   *
   * @param otherwise the consequence, for the log
   */
  void refused(Reply reply, String otherwise) {
    fault("refuses the thing model (code " + reply.code() + ", " + words(reply) + ")", otherwise);
    LOG.warn(
        "{}: the platform refuses the thing model: code {}, {}; {}",
        name,
        reply.code(),
        words(reply),
        otherwise);
  }

  /** Explains a code of chapter 9.9. */
  private static String words(Reply reply) {
    if (reply.code().equals(ResultCode.MODEL_DEVICE_UNKNOWN)) {
      return "the product has no such device, or the device has no thing model";
    }
    if (reply.code().equals(ResultCode.PARAMETER_ERROR)) {
      return "it does not accept the request for a thing model";
    }
    if (reply.code().equals(ResultCode.MODEL_SERVICE_UNAVAILABLE)) {
      return "its thing model service is not available at the moment";
    }
    return reply.message().orElse("without a reason");
  }

  /** Returns the message of a failure, with its class where the message alone says too little. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || failure instanceof FileSystemException ? failure.toString() : message;
  }
}
