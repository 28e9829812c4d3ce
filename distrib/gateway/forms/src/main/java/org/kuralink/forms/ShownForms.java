/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import static org.kuralink.check.ConfigurationCheck.OURS;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.CloudSession;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * A MetaTypeService in front of that of the framework, which adapts the forms to the Web Console:
 * the forms of this project are written for Kura, and their fixed text cannot list the connections.
 */
@Component(
    name = "org.kuralink.forms.shown",
    service = MetaTypeService.class,
    property = {ShownForms.SHOWN + ":Boolean=true", "service.ranking:Integer=1000"})
public final class ShownForms implements MetaTypeService {

  /** The service property that distinguishes this service from that of the framework. */
  static final String SHOWN = "kuralink.shown";

  private final MetaTypeService written;
  private final ConfigurationAdmin admin;
  private final Map<CloudSession, String> sessions = new ConcurrentHashMap<>();

  /** Creates the service in front of that of the framework. */
  @Activate
  public ShownForms(
      @Reference(target = "(!(" + SHOWN + "=*))") MetaTypeService written,
      @Reference ConfigurationAdmin admin) {
    this.written = written;
    this.admin = admin;
  }

  @Override
  public @Nullable MetaTypeInformation getMetaTypeInformation(Bundle bundle) {
    MetaTypeInformation information = written.getMetaTypeInformation(bundle);
    return information == null ? null : new Shown(information);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.put(session, String.valueOf(properties.get(CloudSession.PID)));
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  /**
   * Returns the available connections with their labels, and also the unknown names that are
   * configured.
   */
  private Map<String, String> connections() {
    Map<String, String> choices = new TreeMap<>();
    choices.put("", "(the only connection / 唯一的连接)");
    for (String named : named()) {
      choices.put(named, named + " (no connection has this name / 没有此连接)");
    }
    sessions.forEach((session, name) -> choices.put(name, name + " (" + session.identity() + ")"));
    return choices;
  }

  /**
   * Returns the configured names. The list must contain them, because the Web Console would
   * otherwise show another choice.
   */
  private Set<String> named() {
    Set<String> named = new TreeSet<>();
    try {
      Configuration[] all = admin.listConfigurations("(" + ConnectionTab.CONNECTION + "=*)");
      if (all != null) {
        for (Configuration one : all) {
          Object name = one.getProperties().get(ConnectionTab.CONNECTION);
          if (name instanceof String text && !text.isBlank()) {
            named.add(text);
          }
        }
      }
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      return named;
    }
    return named;
  }

  /** What a bundle has written, in front of the forms of this house. */
  private final class Shown implements MetaTypeInformation {

    private final MetaTypeInformation information;

    private Shown(MetaTypeInformation information) {
      this.information = information;
    }

    @Override
    public @Nullable ObjectClassDefinition getObjectClassDefinition(
        String id, @Nullable String locale) {
      ObjectClassDefinition form = information.getObjectClassDefinition(id, locale);
      if (form == null || !id.startsWith(OURS)) {
        return form;
      }
      String[] factories = information.getFactoryPids();
      boolean several = factories != null && Arrays.asList(factories).contains(id);
      return new ShownForm(form, several, connections());
    }

    @Override
    public String[] getPids() {
      return information.getPids();
    }

    @Override
    public String[] getFactoryPids() {
      return information.getFactoryPids();
    }

    @Override
    public Bundle getBundle() {
      return information.getBundle();
    }

    @Override
    public String[] getLocales() {
      return information.getLocales();
    }
  }
}
