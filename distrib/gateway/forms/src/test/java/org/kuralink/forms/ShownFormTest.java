/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class ShownFormTest {

  private final Map<String, String> connections =
      new TreeMap<>(Map.of("", "the only one", "main", "main (pk/dn)"));

  private List<String> shown(boolean several) {
    ShownForm form = new ShownForm(new Written(), several, connections);
    return Stream.of(form.getAttributeDefinitions(ObjectClassDefinition.ALL))
        .map(field -> field.getID() + " " + field.getDescription())
        .toList();
  }

  @Test
  void marksOfKuraAreNotShown() {
    assertEquals(
        List.of("connection Which one.", "ca.certificate Roots in PEM. / 根证书。"), shown(false));
  }

  @Test
  void whatThereMayBeSeveralOfHasAName() {
    assertEquals("kura.service.pid", shown(true).get(0).split(" ")[0]);
    ShownForm form = new ShownForm(new Written(), true, connections);
    AttributeDefinition listed = form.getAttributeDefinitions(ObjectClassDefinition.ALL)[1];
    assertEquals("webconsole.configurationFactory.nameHint", listed.getID());
    assertArrayEquals(new String[] {"{kura.service.pid}"}, listed.getDefaultValue());
  }

  @Test
  void connectionsMayBeChosen() {
    AttributeDefinition[] fields =
        new ShownForm(new Written(), false, connections)
            .getAttributeDefinitions(ObjectClassDefinition.REQUIRED);
    assertArrayEquals(new String[] {"", "main"}, fields[0].getOptionValues());
    assertArrayEquals(new String[] {"the only one", "main (pk/dn)"}, fields[0].getOptionLabels());
    assertEquals(null, fields[1].getOptionValues());
  }

  @Test
  void noFieldHasABoxWithoutWhichItIsLost() {
    ShownForm form = new ShownForm(new Written(), false, connections);
    assertEquals(0, form.getAttributeDefinitions(ObjectClassDefinition.OPTIONAL).length);
    assertEquals(2, form.getAttributeDefinitions(ObjectClassDefinition.REQUIRED).length);
  }

  /** A form of a bundle. */
  private static final class Written implements ObjectClassDefinition {

    @Override
    public AttributeDefinition[] getAttributeDefinitions(int filter) {
      return new AttributeDefinition[] {
        new Field("connection", "Which one."),
        new Field("ca.certificate", "Roots in PEM. / 根证书。|TextArea")
      };
    }

    @Override
    public String getName() {
      return "Written";
    }

    @Override
    public String getID() {
      return "org.kuralink.written";
    }

    @Override
    public String getDescription() {
      return "";
    }

    @Override
    public InputStream getIcon(int size) {
      return InputStream.nullInputStream();
    }
  }

  private record Field(String id, String description) implements AttributeDefinition {

    @Override
    public String getName() {
      return id;
    }

    @Override
    public String getID() {
      return id;
    }

    @Override
    public String getDescription() {
      return description;
    }

    @Override
    public int getCardinality() {
      return 0;
    }

    @Override
    public int getType() {
      return STRING;
    }

    @Override
    public String[] getOptionValues() {
      return null;
    }

    @Override
    public String[] getOptionLabels() {
      return null;
    }

    @Override
    public String validate(String value) {
      return null;
    }

    @Override
    public String[] getDefaultValue() {
      return null;
    }
  }
}
