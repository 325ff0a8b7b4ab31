"""A page that has everything a page can have."""

PAGE = """\
Cette procédure dit comment préparer, mener et conclure une inspection. Elle vaut pour **toutes les régions** ; voir
aussi [[Accueil]], [[Une page qui manque]] et <https://exemple.test/un/lien/tres/long/qui/ne/se/coupe/pas/facilement>.

## Préparer la visite

1. Relire le dossier de l’établissement.
2. Vérifier la trousse :
    - [x] thermomètre étalonné
    - [ ] formulaires A2-015
    - [ ] scellés
3. Prévenir le bureau régional.

> [!NOTE]
> Une visite n’est jamais annoncée à l’exploitant.

> [!WARNING]
> En présence de rongeurs, avisez le chef d’équipe avant d’entrer.

### Ce qu’il faut apporter

| Objet | Quantité | Remarque | À qui le demander |
| --- | ---: | --- | --- |
| Thermomètre | 2 | étalonné depuis moins d’un an | magasin central, poste 4021 |
| Formulaires A2-015 | 10 | version de mars 2026 seulement | bureau régional |

## Mener la visite

Température de la chambre froide
: entre 0 °C et 4 °C, relevée à trois endroits.

```python
def conforme(releves: list[float]) -> bool:
    return all(0 <= degres <= 4 for degres in releves) and len(releves) >= 3  # une ligne assez longue pour déborder
```

La marche à suivre vient du règlement[^1]. Le mot `conforme` a un sens précis ; ~~l’ancien~~ ne vaut plus.

[^1]: Règlement sur les aliments, article 2.2.3.

## Conclure

> « Un constat qui n’est pas écrit n’a pas eu lieu. »

---

Remettre une copie du rapport à l’exploitant, puis classer l’original sous la cote 12-345.
"""

ANNEX = "### Annexe {number}\n\n" + "Une phrase de plus, pour que la page soit longue. " * 12
RICH_PAGE = PAGE + "\n\n".join(ANNEX.format(number=number) for number in range(1, 9))
