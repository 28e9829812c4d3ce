/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import static org.kuralink.check.ConfigurationCheck.NAME;
import static org.kuralink.check.ConfigurationCheck.OURS;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapts configurations before the Web Console saves them: removes empty fields, and gives a new
 * configuration a readable name if its PID contains none. Rejects a configuration of a factory
 * itself if named instances exist.
 */
@Component(name = "org.kuralink.forms.edits", service = ConfigurationHandler.class)
public final class FormEdits implements ConfigurationHandler {

  /** The name of the first instance, as in the examples. */
  private static final String FIRST = "main";

  private static final Logger LOG = LoggerFactory.getLogger(FormEdits.class);

  private final ConfigurationAdmin admin;
  private final Supplier<Set<String>> factories;

  /** Creates the handler for the configurations of the framework. */
  @Activate
  public FormEdits(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference(target = "(!(" + ShownForms.SHOWN + "=*))") MetaTypeService metatype) {
    this(admin, () -> KnownForms.factories(context, metatype));
  }

  FormEdits(ConfigurationAdmin admin, Supplier<Set<String>> factories) {
    this.admin = admin;
    this.factories = factories;
  }

  /** Returns the error for a factory configuration without a name. */
  static String nameless(String factoryPid) {
    return "the name of the instance is missing; write for example " + factoryPid + "~main";
  }

  @Override
  public void updateConfiguration(
      @Nullable String factoryPid, String pid, Dictionary<String, Object> props)
      throws IOException, ValidationException {
    String type = factoryPid == null ? pid : factoryPid;
    if (!type.startsWith(OURS)) {
      return;
    }
    if (factoryPid == null) {
      refuseNameless(pid);
    } else if (all(factoryPid).stream().noneMatch(one -> one.pid().equals(pid))) {
      refuseBesideNameless(factoryPid);
    }
    for (String key : Collections.list(props.keys())) {
      if (props.get(key) instanceof String text && text.isBlank()) {
        props.remove(key);
      }
    }
    if (factoryPid != null && props.get(NAME) == null && !pid.startsWith(factoryPid + "~")) {
      props.put(NAME, name(factoryPid, pid));
    }
  }

  /**
   * Rejects a new configuration without a name: Declarative Services would log a stack trace if
   * named instances exist.
   */
  private void refuseNameless(String pid) throws IOException, ValidationException {
    if (factories.get().contains(pid) && !exists(pid)) {
      throw refusal(pid + ": " + nameless(pid) + "; not applied");
    }
  }

  /**
   * Rejects a further instance beside a configuration without a name, which a file may have
   * created.
   */
  private void refuseBesideNameless(String factoryPid) throws IOException, ValidationException {
    if (exists(factoryPid)) {
      throw refusal(
          factoryPid + ": " + nameless(factoryPid) + ", or delete the configuration; not applied");
    }
  }

  private static ValidationException refusal(String why) {
    LOG.warn(why);
    return new ValidationException(why);
  }

  private boolean exists(String pid) throws IOException {
    try {
      return admin.listConfigurations("(service.pid=" + pid + ")") != null;
    } catch (InvalidSyntaxException e) {
      return false;
    }
  }

  /** Returns the name that the configuration already has, or the next free name. */
  private String name(String factoryPid, String pid) throws IOException {
    Set<String> taken = new HashSet<>();
    for (Instance one : all(factoryPid)) {
      if (one.pid().equals(pid)) {
        return one.name();
      }
      taken.add(one.name());
    }
    String name = FIRST;
    for (int i = 2; taken.contains(name); i++) {
      name = FIRST + "-" + i;
    }
    return name;
  }

  private Set<Instance> all(String factoryPid) throws IOException {
    try {
      Configuration[] found = admin.listConfigurations("(service.factoryPid=" + factoryPid + ")");
      Set<Instance> all = new HashSet<>();
      for (Configuration one : found == null ? new Configuration[0] : found) {
        Dictionary<String, Object> properties = one.getProperties();
        Object name = properties == null ? null : properties.get(NAME);
        Map<String, Object> known = new HashMap<>();
        if (name != null) {
          known.put(NAME, name);
        }
        all.add(new Instance(one.getPid(), factoryPid, known));
      }
      return all;
    } catch (InvalidSyntaxException e) {
      return Set.of();
    }
  }

  @Override
  public void createConfiguration(String pid) throws IOException, ValidationException {
    // Users of the Web Console may do this, but not for one of our factories without a name.
    if (pid.startsWith(OURS)) {
      refuseNameless(pid);
    }
  }

  @Override
  public void createFactoryConfiguration(String factoryPid, @Nullable String name)
      throws IOException, ValidationException {
    if (factoryPid.startsWith(OURS)) {
      refuseBesideNameless(factoryPid);
    }
  }

  @Override
  public void deleteConfiguration(@Nullable String factoryPid, String pid) {
    // Users of the Web Console may do this.
  }
}
