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
 * What a person is told of a thing model that comes, or does not: in the log, and as the fault that
 * shows until it is over. Any thread may ask for that.
 */
final class ModelLog {

  /** As many lines about one model as a person reads. */
  private static final int MAX_WARNINGS = 10;

  private static final int SHOWN = 300;

  private static final Logger LOG = LoggerFactory.getLogger(ModelLog.class);

  private final String name;
  private final String whose;
  private volatile Optional<String> fault = Optional.empty();

  /**
   * Nothing is wrong yet.
   *
   * @param name of the thing
   * @param product empty for that of the gateway
   */
  ModelLog(String name, String product) {
    this.name = name;
    this.whose = product.isEmpty() ? "" : " for the product " + product;
  }

  /** What is wrong with what the platform says of the model; begins with the property's name. */
  Optional<String> fault() {
    return fault;
  }

  /** Nothing is wrong any more. */
  void fine() {
    fault = Optional.empty();
  }

  private void fault(String what, String otherwise) {
    String shown = VisibleText.of(what, SHOWN) + whose;
    fault = Optional.of("model.source is cloud: the platform " + shown + "; " + otherwise);
  }

  /** What the platform has sent is no model. */
  void unreadable(@Nullable String why, String otherwise) {
    LOG.warn("{}: the platform sent a thing model that is no TSL: {}", name, why);
    fault("sent a thing model that is no TSL (" + why + ")", otherwise);
  }

  /** A model is taken. */
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

  /** What of it cannot be read. */
  void warnings(String from, List<String> warnings) {
    warnings.stream()
        .limit(MAX_WARNINGS)
        .forEach(warning -> LOG.warn("{}: not checked, from {}: {}", name, from, warning));
    if (warnings.size() > MAX_WARNINGS) {
      LOG.warn("{}: and {} more that are not checked", name, warnings.size() - MAX_WARNINGS);
    }
  }

  /** The platform does not send modules. */
  void lacking(Set<String> modules) {
    if (!modules.isEmpty()) {
      LOG.info(
          "{}: the platform does not send the modules {}; what belongs to them is not checked",
          name,
          new TreeSet<>(modules));
    }
  }

  /**
   * The platform refuses to send it.
   *
   * @param otherwise what is done without it
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

  /** The codes of chapter 9.9 in plain words. */
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

  /** A failure in words. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || failure instanceof FileSystemException ? failure.toString() : message;
  }
}
